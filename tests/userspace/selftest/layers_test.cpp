// SPDX-License-Identifier: MIT
// The selftest's own frames are those of the tests' builder, which scapy judges (tests/packet), but for checksums.
#include "userspace/selftest/layers.hpp"

#include "tests/packet/frame.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace ctgate::selftest
{
namespace
{

using packet::Frame;

constexpr std::size_t kPayload = 5;
const Addresses kAddresses4{.source = address("198.51.100.1"), .destination = address("203.0.113.1")};
const Addresses kAddresses6{.source = address("2001:db8:1::1"), .destination = address("2001:db8:2::1")};

/// With zeros in the place of the checksums that stand there.
Bytes without_checksums(const Frame& frame, std::initializer_list<std::size_t> offsets)
{
	Bytes bytes = Frame{frame}.payload(Bytes(kPayload)).bytes();
	for (const std::size_t offset : offsets)
		bytes.at(offset) = bytes.at(offset + 1) = 0;
	return bytes;
}

TEST(Layers, TcpInIpv4)
{
	const Layer segment =
		tcp({.source_port = 1, .destination_port = 2, .flags = kSyn | kEce, .words = 7}, kPayload);
	const Frame same = Frame{}.ipv4().tcp(
		{.source_port = 1, .destination_port = 2, .flags = kSyn | kEce, .data_offset = std::uint8_t{7}});
	EXPECT_EQ(ethernet(ipv4(kAddresses4, {}, segment)), without_checksums(same, {24, 50}));
}

TEST(Layers, UdpInIpv4WithOptions)
{
	const Frame same = Frame{}.ipv4({.options = 40, .more_fragments = true}).udp({.destination_port = 4433});
	EXPECT_EQ(ethernet(ipv4(kAddresses4, {.options = Bytes(40, 1), .fragment = kMoreFragments}, udp({}, kPayload))),
		  without_checksums(same, {24, 80}));
}

TEST(Layers, UdpThatLiesAboutItsLength)
{
	const Frame same = Frame{}.ipv6().udp({.destination_port = 4433, .length = std::uint16_t{7}});
	EXPECT_EQ(ethernet(ipv6(kAddresses6, udp({.length_off_by = -1 - static_cast<int>(kPayload)}, kPayload))),
		  without_checksums(same, {60}));
}

TEST(Layers, EchoRequestsOfBothFamilies)
{
	EXPECT_EQ(ethernet(ipv4(kAddresses4, {}, echo_request(kIcmp, kPayload))),
		  without_checksums(Frame{}.ipv4().icmp(), {24, 36}));
	EXPECT_EQ(ethernet(ipv6(kAddresses6, echo_request(kIcmpv6, kPayload))),
		  without_checksums(Frame{}.ipv6().icmpv6(), {56}));
}

TEST(Layers, ALaterFragmentOfIpv4)
{
	const Frame same = Frame{}.ipv4({.fragment_offset = 185}).udp({.destination_port = 4433});
	EXPECT_EQ(ethernet(ipv4(kAddresses4, {.fragment = 185}, udp({}, kPayload))), without_checksums(same, {24, 40}));
}

TEST(Layers, ExtensionHeadersOfEveryKind)
{
	const Frame same = Frame{}.ipv6()
				   .extension({.kind = kHopByHop, .length = 16})
				   .extension({.kind = kAh, .length = 24})
				   .fragment({.offset = 3, .more = true})
				   .extension({.kind = kDestinationOptions, .length = 2048})
				   .tcp();
	const Layer behind = ipv6_fragment(3 << 3 | 1, extension(kDestinationOptions, 2048, tcp({}, kPayload)));
	EXPECT_EQ(ethernet(ipv6(kAddresses6, extension(kHopByHop, 16, extension(kAh, 24, behind)))),
		  without_checksums(same, {54 + 16 + 24 + 8 + 2048 + 16}));
}

TEST(Layers, VlanTagsFromTheOutsideIn)
{
	const Frame same = Frame{}.vlan(2, kServiceVlan).vlan(1).ipv6().tcp();
	EXPECT_EQ(ethernet(vlan(kServiceVlan, 2, vlan(kVlan, 1, ipv6(kAddresses6, tcp({}, kPayload))))),
		  without_checksums(same, {78}));
}

TEST(Layers, CutLeavesNoMoreThanItSays)
{
	EXPECT_EQ(cut(tcp({}, 0), 19).bytes.size(), 19u);
	EXPECT_EQ(cut(tcp({}, 0), 99).bytes.size(), 20u);
	EXPECT_EQ(cut(tcp({}, 0), 19).type, kTcp);
}

} // namespace
} // namespace ctgate::selftest
