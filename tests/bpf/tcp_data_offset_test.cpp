// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class TcpDataOffset : public FilterTest
{
};

TEST_F(TcpDataOffset, DropsUnderFiveWordsAndBeyondTheDatagram)
{
	FilterRun filter{only(CTG_TCP_DATA_OFFSET, CTG_DROP)};
	for (std::uint8_t words = 0; words < 16; ++words)
		for (const std::size_t payload : {0u, 3u, 4u, 40u}) {
			const bool fits = words >= 5 && words * 4u <= 20 + payload;
			for (const Frame& ip : {Frame{}.ipv4(), Frame{}.ipv6()}) {
				const auto frame = Frame{ip}.tcp({.data_offset = words}).payload(payload).bytes();
				EXPECT_EQ(filter(frame), fits ? passed(frame) : dropped(CTG_TCP_DATA_OFFSET, frame))
					<< int{words} << " words, payload of " << payload;
			}
		}
}

TEST_F(TcpDataOffset, EthernetPaddingIsNotPartOfTheDatagram)
{
	FilterRun filter{only(CTG_TCP_DATA_OFFSET, CTG_DROP)};
	const auto frame = Frame{}.ipv4().tcp({.data_offset = std::uint8_t{6}}).padded(60);
	EXPECT_EQ(filter(frame), dropped(CTG_TCP_DATA_OFFSET, frame));
}

TEST_F(TcpDataOffset, OptionsOfAFirstFragmentMayFollowInTheNext)
{
	FilterRun filter{only(CTG_TCP_DATA_OFFSET, CTG_DROP)};
	const auto later = Frame{}.ipv4({.more_fragments = true}).tcp({.data_offset = std::uint8_t{15}}).bytes();
	const auto never = Frame{}.ipv4({.more_fragments = true}).tcp({.data_offset = std::uint8_t{4}}).bytes();
	EXPECT_EQ(filter(later), passed(later));
	EXPECT_EQ(filter(never), dropped(CTG_TCP_DATA_OFFSET, never));
}

TEST_F(TcpDataOffset, MonitoredTheFlagsAreStillRead)
{
	Config config = only(CTG_TCP_DATA_OFFSET, CTG_MONITOR);
	config.set_action(CTG_TCP_FLAGS_NULL, CTG_DROP);
	FilterRun filter{config};
	const auto frame = Frame{}.ipv4().tcp({.flags = 0, .data_offset = std::uint8_t{4}}).bytes();
	Outcome expected = dropped(CTG_TCP_FLAGS_NULL, frame);
	expected.moved["monitored tcp_data_offset"] = {1, frame.size()};
	EXPECT_EQ(filter(frame), expected);
}

} // namespace
} // namespace ctgate
