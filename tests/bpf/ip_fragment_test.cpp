// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class IpFragment : public FilterTest
{
};

TEST_F(IpFragment, DropsFirstAndLaterFragmentsOfBothVersions)
{
	FilterRun filter{only(CTG_IP_FRAGMENT, CTG_DROP)};
	for (const Frame& fragment :
	     {Frame{}.ipv4({.more_fragments = true}), Frame{}.ipv4({.fragment_offset = 1, .more_fragments = true}),
	      Frame{}.ipv4({.fragment_offset = 0x1fff}), Frame{}.ipv6().fragment({.more = true}),
	      Frame{}.ipv6().fragment({.offset = 1, .more = true}), Frame{}.ipv6().fragment({.offset = 0x1fff})}) {
		const auto frame = Frame{fragment}.tcp().bytes();
		EXPECT_EQ(filter(frame), dropped(CTG_IP_FRAGMENT, frame));
	}
}

TEST_F(IpFragment, LeavesAtomicFragmentsAndDontFragment)
{
	FilterRun filter{all(CTG_DROP)};
	for (const Frame& whole : {Frame{}.ipv6().fragment({}).tcp(), Frame{}.ipv4({.fragment_offset = 0x4000}).tcp()})
		EXPECT_EQ(filter(whole.bytes()), passed(whole.bytes()));
}

TEST_F(IpFragment, PortsAndFlagsOfALaterFragmentAreNotRead)
{
	FilterRun filter{all(CTG_MONITOR)};
	for (const Frame& later : {Frame{}.ipv4({.fragment_offset = 5}), Frame{}.ipv6().fragment({.offset = 5})}) {
		const auto null_flags = Frame{later}.tcp({.flags = 0}).bytes();
		const auto bad_length = Frame{later}.udp({.length = 3}).bytes();
		EXPECT_EQ(filter(null_flags), monitored(CTG_IP_FRAGMENT, null_flags));
		EXPECT_EQ(filter(bad_length), monitored(CTG_IP_FRAGMENT, bad_length));
	}
}

TEST_F(IpFragment, ALaterFragmentSpendsNothingOfALimit)
{
	const ctg_reason source = limit_reason("dns", CTG_EACH_SOURCE);
	Config config = only(source, CTG_DROP);
	set_burst(config, source, 1);
	FilterRun filter{config};
	const auto later = Frame{}.ipv4({.fragment_offset = 5}).udp().bytes(), query = Frame{}.ipv4().udp().bytes();
	EXPECT_EQ(filter(later), passed(later));
	EXPECT_EQ(filter(later), passed(later));
	EXPECT_EQ(filter(query), passed(query));
	EXPECT_EQ(filter(query), dropped(source, query));
}

TEST_F(IpFragment, FlagsOfACompleteFirstFragmentAreRead)
{
	FilterRun filter{Config::defaults()};
	const auto frame = Frame{}.ipv4({.more_fragments = true}).tcp({.flags = 0}).bytes();
	Outcome expected = dropped(CTG_TCP_FLAGS_NULL, frame);
	expected.moved["monitored ip_fragment"] = {1, frame.size()};
	EXPECT_EQ(filter(frame), expected);
}

} // namespace
} // namespace ctgate
