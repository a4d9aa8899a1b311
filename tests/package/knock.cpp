// SPDX-License-Identifier: MIT
// package_knock INTERFACE: sends malformed TCP out of it, some hundred packets a second, until it is killed. Does not
// mind when the interface is down, or gone for a while. No such packet may get past a filter.
#include "tests/packet/frame.hpp"

#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <fmt/core.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <thread>

namespace
{

constexpr std::chrono::milliseconds kPause{2};

/// TCP without any flag, to whoever listens on that wire: conntrack calls it invalid, and so does the filter by
/// default.
ctgate::packet::Bytes frame()
{
	auto bytes = ctgate::packet::Frame{}.ipv4().tcp({.flags = 0}).bytes();
	std::fill_n(bytes.begin(), 6, 0xff); // a broadcast, which needs no address of the receiver's
	return bytes;
}

void knock_for_ever(int socket, const char* interface)
{
	const auto bytes = frame();
	for (;; std::this_thread::sleep_for(kPause)) {
		sockaddr_ll to{};
		to.sll_family = AF_PACKET;
		to.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
		(void)::sendto(socket, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof(to));
	}
}

} // namespace

int main(int argc, char** argv)
{
	const int socket = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (argc != 2 || socket < 0) {
		fmt::print(stderr, "usage: package_knock INTERFACE, as root\n");
		return 2;
	}
	knock_for_ever(socket, argv[1]);
}
