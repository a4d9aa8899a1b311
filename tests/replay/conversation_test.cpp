// SPDX-License-Identifier: MIT
#include "tests/replay/conversation.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ctgate::replay
{
namespace
{

using packet::Bytes;
using packet::Frame;

const Bytes kServer{0x02, 0, 0, 0, 0, 0x0b}, kGate{0x02, 0, 0, 0, 0, 0x01}, kGroup{0x33, 0x33, 0, 0, 0, 0x16};

Line only_line(const Frame& frame)
{
	const Bytes bytes = frame.bytes();
	return conversation({{{}, static_cast<std::uint32_t>(bytes.size()), bytes}}).at(0);
}

TEST(Conversation, PutsWhoSpeaksFirstOnTheLeft)
{
	packet::CapturedFrame first{{}, 60, Frame{}.ipv4().udp().padded(60)}, answer = first;
	answer.bytes[11] ^= 1; // of the source's address
	const auto lines = conversation({first, answer, first});
	EXPECT_EQ(lines.at(0).side, Side::kLeft);
	EXPECT_EQ(lines.at(1).side, Side::kRight);
	EXPECT_EQ(lines.at(2).side, Side::kLeft);
}

TEST(Conversation, LeadsFramesForAnEndToTheGate)
{
	EXPECT_EQ(only_line(Frame{}.destination_mac(kServer).ipv4().udp()).frame,
		  Frame{}.destination_mac(kGate).ipv4().udp().bytes());
}

TEST(Conversation, LeavesGroupAddressesAlone)
{
	const Frame report = Frame{}.destination_mac(kGroup).ipv6();
	EXPECT_EQ(only_line(report).frame, report.bytes());
}

TEST(Conversation, LeadsEveryTagToVlan0AndKeepsItsPriority)
{
	constexpr std::uint16_t kPriority5 = 5 << 13;
	const Line line = only_line(Frame{}.vlan(100, 0x88a8).vlan(kPriority5 | 7).ipv6().udp());
	EXPECT_EQ(line.frame, Frame{}.vlan(0, 0x88a8).vlan(kPriority5).ipv6().udp().bytes());
}

TEST(Conversation, KnowsIpBehindTags)
{
	EXPECT_TRUE(only_line(Frame{}.ipv4()).is_ip);
	EXPECT_TRUE(only_line(Frame{}.vlan(7).vlan(7).ipv6()).is_ip);
	EXPECT_FALSE(only_line(Frame{}.ethertype(0x0806).payload(28)).is_ip);
	EXPECT_FALSE(only_line(Frame{}.vlan(7).ethertype(0x0806).payload(28)).is_ip);
}

TEST(Conversation, RefusesFramesThatTheCaptureCutOff)
{
	EXPECT_THROW(conversation({{{}, 1500, Frame{}.ipv4().udp().padded(60)}}), std::runtime_error);
	EXPECT_THROW(conversation({{{}, 13, Bytes(13)}}), std::runtime_error);
}

} // namespace
} // namespace ctgate::replay
