// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class FrameLength : public FilterTest
{
};

TEST_F(FrameLength, IsCountedOfPaddedFrames)
{
	FilterRun filter{without_conntrack(Config::defaults())};
	for (const Frame& frame : {Frame{}.ipv4().udp(), Frame{}.vlan(1).ipv4().udp(), Frame{}.ipv4().tcp()})
		for (const std::size_t length : {59u, 60u, 61u, 64u, 128u})
			EXPECT_EQ(filter(frame.padded(length)), passed(frame.padded(length))) << length;
}

TEST_F(FrameLength, IsCountedOfWhatIsNotIp)
{
	FilterRun filter{without_conntrack(Config::defaults())};
	for (const std::size_t payload : {0u, 1u, 46u, 47u, 1500u, 8000u}) {
		const auto frame = Frame{}.ethertype(0x0806).payload(payload).bytes();
		EXPECT_EQ(filter(frame), passed(frame)) << payload;
	}
}

TEST_F(FrameLength, IsCountedOfFramesLongerThanAPage)
{
	FilterRun filter{without_conntrack(Config::defaults())};
	for (std::size_t payload = 3000; payload <= 9000; payload += 97)
		for (const Frame& ip : {Frame{}.ipv4(), Frame{}.vlan(1).vlan(2).ipv6()}) {
			const auto good = Frame{ip}.tcp({.flags = packet::kAck}).payload(payload).bytes();
			const auto bad = Frame{ip}.tcp({.flags = 0}).payload(payload).bytes();
			EXPECT_EQ(filter(good), passed(good)) << good.size();
			EXPECT_EQ(filter(bad), dropped(CTG_TCP_FLAGS_NULL, bad)) << bad.size();
		}
}

TEST_F(FrameLength, IsNotWhatALyingHeaderSays)
{
	FilterRun filter{all(CTG_OFF)};
	for (const unsigned total : {20u, 39u, 41u, 46u, 47u, 1000u, 0xffffu}) {
		const auto length = static_cast<std::uint16_t>(total);
		for (const std::size_t padded : {0u, 60u, 61u, 5000u}) {
			const auto frame = Frame{}.ipv4({.total_length = length}).tcp().padded(padded);
			EXPECT_EQ(filter(frame), passed(frame)) << total << " in " << frame.size();
		}
	}
}

} // namespace
} // namespace ctgate
