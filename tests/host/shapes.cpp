// SPDX-License-Identifier: MIT
#include "tests/host/shapes.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::uint16_t kServiceTag = 0x88a8;

std::vector<Shape> ethernet_shapes()
{
	return {
		{"untagged", Frame{}.ipv4().tcp()},
		{"one tag", Frame{}.vlan(7).ipv4().tcp()},
		{"one service tag", Frame{}.vlan(7, kServiceTag).ipv6().udp()},
		{"two tags", Frame{}.vlan(7, kServiceTag).vlan(8).ipv4().udp()},
		{"three tags", Frame{}.vlan(7, kServiceTag).vlan(8).vlan(9).ipv4().tcp()},
		{"ARP", Frame{}.ethertype(0x0806)},
	};
}

std::vector<Shape> ipv4_shapes()
{
	return {
		{"IPv4 UDP", Frame{}.ipv4().udp()},
		{"IPv4 options TCP", Frame{}.ipv4({.options = 40}).tcp({.options = 12})},
		{"IPv4 options UDP", Frame{}.ipv4({.options = 4}).udp()},
		{"IPv4 first fragment", Frame{}.ipv4({.more_fragments = true}).udp({.length = 1000})},
		{"IPv4 later fragment", Frame{}.ipv4({.fragment_offset = 3}).udp()},
		{"IPv4 echo request", Frame{}.ipv4().icmp()},
		{"IPv4 first fragment of ICMP", Frame{}.ipv4({.more_fragments = true}).icmp({.type = 0})},
		{"IPv4 with the number of ICMPv6", Frame{}.ipv4().icmpv6()},
		{"IPv4 ESP", Frame{}.ipv4({.protocol = std::uint8_t{50}})},
	};
}

std::vector<Shape> ipv6_shapes()
{
	Frame seven = Frame{}.ipv6(), eight = Frame{}.ipv6();
	for (int i = 0; i < 7; ++i)
		seven.extension({.kind = 60}), eight.extension({.kind = 60});
	return {
		{"IPv6 TCP", Frame{}.ipv6().tcp({.flags = 0})},
		{"hop-by-hop", Frame{}.ipv6().extension({.kind = 0, .length = 16}).udp()},
		{"routing", Frame{}.ipv6().extension({.kind = 43, .length = 24}).tcp()},
		{"AH", Frame{}.ipv6().extension({.kind = 51, .length = 28}).tcp()},
		{"destination options", Frame{}.ipv6().extension({.kind = 60, .length = 264}).udp()},
		{"atomic fragment", Frame{}.ipv6().fragment({}).tcp()},
		{"IPv6 first fragment", Frame{}.ipv6().fragment({.more = true}).tcp({.options = 8})},
		{"IPv6 later fragment", Frame{}.ipv6().fragment({.offset = 2}).extension({.kind = 60}).udp()},
		{"seven extension headers", seven.tcp()},
		{"eight extension headers", eight.extension({.kind = 60}).tcp()},
		{"IPv6 echo request", Frame{}.ipv6().icmpv6()},
		{"IPv6 echo reply behind hop-by-hop", Frame{}.ipv6().extension({.kind = 0}).icmpv6({.type = 129})},
		{"IPv6 with the number of ICMP", Frame{}.ipv6().icmp()},
		{"no next header", Frame{}.ipv6().extension({.kind = 60})},
	};
}

} // namespace

std::vector<Shape> shapes()
{
	std::vector<Shape> all;
	for (const auto& some : {ethernet_shapes(), ipv4_shapes(), ipv6_shapes()})
		all.insert(all.end(), some.begin(), some.end());
	for (Shape& shape : all)
		shape.frame.payload(kShapePayload);
	return all;
}

} // namespace ctgate
