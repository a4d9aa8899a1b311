// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class UdpLength : public FilterTest
{
};

TEST_F(UdpLength, DropsUnderEightAndBeyondTheDatagram)
{
	FilterRun filter{only(CTG_UDP_LENGTH, CTG_DROP)};
	for (const unsigned field : {0u, 7u, 8u, 9u, 17u, 18u, 19u, 0x0800u, 0xffffu})
		for (const Frame& ip : {Frame{}.ipv4(), Frame{}.ipv4({.options = 8}), Frame{}.ipv6()}) {
			const auto length = static_cast<std::uint16_t>(field);
			const auto frame = Frame{ip}.udp({.length = length}).payload(10).bytes();
			const bool fits = length >= 8 && length <= 18;
			EXPECT_EQ(filter(frame), fits ? passed(frame) : dropped(CTG_UDP_LENGTH, frame)) << length;
		}
}

TEST_F(UdpLength, EthernetPaddingIsNotPartOfTheDatagram)
{
	FilterRun filter{only(CTG_UDP_LENGTH, CTG_DROP)};
	const auto frame = Frame{}.ipv4().udp({.length = std::uint16_t{9}}).padded(60);
	EXPECT_EQ(filter(frame), dropped(CTG_UDP_LENGTH, frame));
}

TEST_F(UdpLength, OfAFirstFragmentSpeaksOfTheWholeDatagram)
{
	FilterRun filter{only(CTG_UDP_LENGTH, CTG_DROP)};
	const auto whole = Frame{}.ipv4({.more_fragments = true}).udp({.length = std::uint16_t{1000}}).bytes();
	const auto never = Frame{}.ipv4({.more_fragments = true}).udp({.length = std::uint16_t{7}}).bytes();
	EXPECT_EQ(filter(whole), passed(whole));
	EXPECT_EQ(filter(never), dropped(CTG_UDP_LENGTH, never));
}

} // namespace
} // namespace ctgate
