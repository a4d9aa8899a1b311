// SPDX-License-Identifier: MIT
#include "userspace/conntrack/local_addresses.hpp"

#include "tests/userspace/conntrack/flow.hpp"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <thread>

namespace ctgate::conntrack
{
namespace
{

TEST(LocalAddresses, ContainThoseThatWereGiven)
{
	const LocalAddresses local{{address("192.0.2.1"), address("2001:db8::1"), address("192.0.2.1")}};
	EXPECT_TRUE(local.contain(address("192.0.2.1")));
	EXPECT_TRUE(local.contain(address("2001:db8::1")));
	EXPECT_FALSE(local.contain(address("192.0.2.2")));
	EXPECT_FALSE(LocalAddresses{}.contain(address("0.0.0.0")));
}

TEST(LocalAddresses, AreOfOneFamily)
{
	Address version6 = address("192.0.2.1");
	version6.family = AF_INET6;
	EXPECT_FALSE(LocalAddresses{{address("192.0.2.1")}}.contain(version6));
}

/// As `ip link set lo up` does it.
bool bring_loopback_up()
{
	const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
	ifreq request{.ifr_ifrn = {.ifrn_name = "lo"}, .ifr_ifru = {}};
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	const bool done = ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
	::close(socket);
	return done;
}

TEST(LocalAddresses, AreThoseOfTheNamespaceThatTheThreadIsIn)
{
	bool entered = false;
	LocalAddresses before, after;
	std::thread{[&] {
		entered = ::unshare(CLONE_NEWNET) == 0;
		if (!entered)
			return;
		before = LocalAddresses::read().value();
		entered = bring_loopback_up();
		after = LocalAddresses::read().value();
	}}.join();
	if (!entered)
		GTEST_SKIP() << "no network namespace of its own without root";
	EXPECT_FALSE(before.contain(address("127.0.0.1"))) << "its loopback was down";
	EXPECT_TRUE(after.contain(address("127.0.0.1")));
	EXPECT_TRUE(after.contain(address("::1")));
	EXPECT_FALSE(after.contain(address("192.0.2.1")));
}

} // namespace
} // namespace ctgate::conntrack
