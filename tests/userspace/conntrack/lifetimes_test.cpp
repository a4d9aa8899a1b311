// SPDX-License-Identifier: MIT
#include "userspace/conntrack/lifetimes.hpp"

#include "tests/packet/temporary_folder.hpp"
#include "tests/userspace/conntrack/flow.hpp"

#include <gtest/gtest.h>

namespace ctgate::conntrack
{
namespace
{

using namespace std::chrono_literals;

constexpr auto kDays = 432000s;

Lifetimes lifetimes(std::chrono::seconds established = kDays)
{
	Lifetimes times{.tcp_unacknowledged = 300s, .tcp_max_retrans = 300s};
	times.tcp[TCP_CONNTRACK_ESTABLISHED] = established;
	return times;
}

Entry established(std::chrono::seconds left, std::uint32_t status = kSettled)
{
	return tcp(TCP_CONNTRACK_ESTABLISHED, status, left);
}

constexpr const char* kNames[] = {"tcp_timeout_syn_sent",
				  "tcp_timeout_syn_recv",
				  "tcp_timeout_established",
				  "tcp_timeout_fin_wait",
				  "tcp_timeout_close_wait",
				  "tcp_timeout_last_ack",
				  "tcp_timeout_time_wait",
				  "tcp_timeout_close",
				  "tcp_timeout_unacknowledged",
				  "tcp_timeout_max_retrans",
				  "udp_timeout",
				  "udp_timeout_stream",
				  "icmp_timeout",
				  "generic_timeout"};

/// Each sysctl has a value of its own: 1, 2, 3 ...
void write_all(const packet::TemporaryFolder& sysctls)
{
	int value = 0;
	for (const std::string name : kNames)
		sysctls.write("nf_conntrack_" + name, std::to_string(++value) + "\n");
}

TEST(Lifetimes, ReadsEachSysctlIntoItsPlace)
{
	const packet::TemporaryFolder sysctls;
	write_all(sysctls);
	const auto times = Lifetimes::read(sysctls.path()).value();
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_SYN_SENT], 1s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_SYN_RECV], 2s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_ESTABLISHED], 3s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_FIN_WAIT], 4s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_CLOSE_WAIT], 5s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_LAST_ACK], 6s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_TIME_WAIT], 7s);
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_CLOSE], 8s);
	EXPECT_EQ(times.tcp_unacknowledged, 9s);
	EXPECT_EQ(times.tcp_max_retrans, 10s);
	EXPECT_EQ(times.udp, 11s);
	EXPECT_EQ(times.udp_stream, 12s);
	EXPECT_EQ(times.icmp, 13s);
	EXPECT_EQ(times.generic, 14s);
}

TEST(Lifetimes, NamesTheSysctlThatIsMissing)
{
	for (const std::string name : kNames) {
		const packet::TemporaryFolder sysctls;
		write_all(sysctls);
		std::filesystem::remove(sysctls.path() / ("nf_conntrack_" + name));
		const auto times = Lifetimes::read(sysctls.path());
		ASSERT_FALSE(times) << name;
		EXPECT_EQ(times.error().code(), ENOENT);
		EXPECT_NE(times.error().message().find("nf_conntrack_" + name + " cannot be read"), std::string::npos)
			<< times.error().message();
	}
}

TEST(Lifetimes, AcceptWhatTheKernelAccepts)
{
	const packet::TemporaryFolder sysctls;
	write_all(sysctls);
	sysctls.write("nf_conntrack_tcp_timeout_established", "-1\n");
	const auto times = Lifetimes::read(sysctls.path()).value();
	EXPECT_EQ(times.tcp[TCP_CONNTRACK_ESTABLISHED], -1s);
	EXPECT_FALSE(times.idle(established(0s))) << "it expires at once: nothing can be told";
}

TEST(IdleTime, IsWhatTheStateGivesLessWhatIsLeft)
{
	EXPECT_EQ(lifetimes().idle(established(kDays)), 0s);
	EXPECT_EQ(lifetimes().idle(established(kDays - 3600s)), 3600s);
	EXPECT_EQ(lifetimes().idle(established(301s)), kDays - 301s);
}

TEST(IdleTime, CannotBeToldWhileDataIsOnItsWay)
{
	EXPECT_FALSE(lifetimes().idle(established(300s))) << "five minutes, and days otherwise";
	EXPECT_FALSE(lifetimes().idle(established(0s)));
	EXPECT_EQ(lifetimes(300s).idle(established(200s)), 100s) << "data shortens nothing here";
}

TEST(IdleTime, IsOnlyOfConnectionsInUseThatASysctlTimes)
{
	EXPECT_FALSE(lifetimes().idle(tcp(TCP_CONNTRACK_TIME_WAIT, kSettled, kDays - 10s)));
	EXPECT_FALSE(lifetimes().idle(flow(IPPROTO_UDP, {}, kSettled)));
	EXPECT_FALSE(lifetimes().idle(established(kDays - 10s, 0))) << "nobody has answered";
	EXPECT_FALSE(lifetimes().idle(established(kDays - 10s, kSettled | IPS_FIXED_TIMEOUT)));
	EXPECT_FALSE(lifetimes().idle(established(kDays - 10s, kSettled | IPS_OFFLOAD)));
	EXPECT_TRUE(lifetimes().idle(established(kDays - 10s)));
}

TEST(Outlived, IsWhoHasMoreTimeThanTheSysctlGives)
{
	const auto times = lifetimes(7440s);
	EXPECT_TRUE(times.outlived(established(7441s)));
	EXPECT_FALSE(times.idle(established(7441s))) << "since when cannot be told";
	EXPECT_FALSE(times.outlived(established(7440s)));
	EXPECT_FALSE(times.outlived(established(kDays, kSettled | IPS_OFFLOAD)));
	EXPECT_FALSE(times.outlived(established(kDays, kSettled | IPS_FIXED_TIMEOUT)));
	EXPECT_FALSE(times.outlived(tcp(TCP_CONNTRACK_FIN_WAIT, kSettled, kDays)));
	EXPECT_FALSE(times.outlived(established(kDays, 0)));
}

} // namespace
} // namespace ctgate::conntrack
