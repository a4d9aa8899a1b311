// SPDX-License-Identifier: MIT
// The builder against scapy, which rebuilt each of these frames byte for byte from its fields.
#include "tests/packet/frame.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace ctgate::packet
{
namespace
{

std::string hex(const Frame& frame)
{
	return fmt::format("{:02x}", fmt::join(frame.bytes(), ""));
}

TEST(Frame, FitsUdpIntoIpv4)
{
	EXPECT_EQ(hex(Frame{}.ipv4().udp({.source_port = 1}).payload(Bytes{'a', 'b', 'c'})),
		  "02000000000102000000000208004500001f1234000040110264c6336401cb00710100010035000bd5086162"
		  "63");
}

TEST(Frame, FitsTcpWithOptionsBehindAVlanTag)
{
	EXPECT_EQ(hex(Frame{}.vlan(7).ipv4({.options = 8}).tcp({.flags = kSyn, .options = 4}).payload(5)),
		  "02000000000102000000000281000007080047000039123400004006fc50c6336401cb007101010101010101"
		  "01019c400050000003e8000000006002ffff91240000010101010001020304");
}

TEST(Frame, FitsTcpBehindIpv6ExtensionHeaders)
{
	EXPECT_EQ(hex(Frame{}.ipv6()
			      .extension({.kind = 0})
			      .extension({.kind = 51, .length = 12})
			      .tcp({.flags = kAck})
			      .payload(5)),
		  "02000000000102000000000286dd60000000002d004020010db800010000000000000000000120010db80002"
		  "0000000000000000000133000104000000000601000000000000000000009c400050000003e8000000005010"
		  "ffffaddc00000001020304");
}

TEST(Frame, FitsUdpBehindAnAtomicFragment)
{
	EXPECT_EQ(hex(Frame{}.ipv6().fragment({}).udp().payload(5)),
		  "02000000000102000000000286dd6000000000152c4020010db800010000000000000000000120010db80002"
		  "0000000000000000000111000000123456789c400035000d01e40001020304");
}

TEST(Frame, FitsEchoRequestsOfBothVersions)
{
	EXPECT_EQ(hex(Frame{}.ipv4().icmp().payload(5)),
		  "0200000000010200000000020800450000211234000040010272c6336401cb0071010800dfc6123400010001"
		  "020304");
	EXPECT_EQ(hex(Frame{}.ipv6().icmpv6().payload(5)),
		  "02000000000102000000000286dd60000000000d3a4020010db800010000000000000000000120010db80002"
		  "0000000000000000000180000c08123400010001020304");
}

TEST(Frame, KeepsATcpChecksumThatIsGiven)
{
	EXPECT_EQ(hex(Frame{}.ipv4().tcp({.flags = kAck, .checksum = 0x1240})),
		  "0200000000010200000000020800450000281234000040060266c6336401cb0071019c400050000003e80000"
		  "00005010ffff12400000");
}

TEST(Frame, PadsAndTruncatesWithoutTouchingTheLengthsInside)
{
	const Frame frame = Frame{}.ipv4().tcp();
	EXPECT_EQ(frame.bytes().size(), 54u);
	EXPECT_EQ(frame.padded(60).size(), 60u);
	Bytes first = frame.bytes();
	first.resize(40);
	EXPECT_EQ(frame.truncated(40), first);
}

} // namespace
} // namespace ctgate::packet
