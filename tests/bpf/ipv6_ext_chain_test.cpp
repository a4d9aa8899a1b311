// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class Ipv6ExtChain : public FilterTest
{
};

Frame chain(int headers, std::uint8_t kind)
{
	Frame frame = Frame{}.ipv6();
	for (int i = 0; i < headers; ++i)
		frame.extension({.kind = kind});
	return frame;
}

TEST_F(Ipv6ExtChain, DropsFromTheEighthHeaderOn)
{
	FilterRun filter{only(CTG_IPV6_EXT_CHAIN, CTG_DROP)};
	for (const std::uint8_t kind : {std::uint8_t{0}, std::uint8_t{43}, std::uint8_t{51}, std::uint8_t{60}})
		for (int headers = 0; headers <= 9; ++headers) {
			const auto frame = chain(headers, kind).tcp().bytes();
			EXPECT_EQ(filter(frame), headers < 8 ? passed(frame) : dropped(CTG_IPV6_EXT_CHAIN, frame))
				<< headers << " of kind " << int{kind};
		}
}

TEST_F(Ipv6ExtChain, ReadsTheFlagsBehindSevenHeaders)
{
	FilterRun filter{Config::defaults()};
	const auto frame = chain(7, 60).tcp({.flags = 0}).bytes();
	EXPECT_EQ(filter(frame), dropped(CTG_TCP_FLAGS_NULL, frame));
}

TEST_F(Ipv6ExtChain, MonitoringItLetsTheRestUnread)
{
	FilterRun filter{all(CTG_MONITOR)};
	const auto frame = chain(8, 60).tcp({.flags = 0}).bytes();
	EXPECT_EQ(filter(frame), monitored(CTG_IPV6_EXT_CHAIN, frame));
}

} // namespace
} // namespace ctgate
