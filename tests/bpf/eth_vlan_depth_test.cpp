// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class EthVlanDepth : public FilterTest
{
};

TEST_F(EthVlanDepth, CountsTagsOfEitherKind)
{
	FilterRun filter{only(CTG_ETH_VLAN_DEPTH, CTG_DROP)};
	for (unsigned kinds = 0; kinds < 8; ++kinds) {
		const auto tag = [&](unsigned depth) -> std::uint16_t { return kinds >> depth & 1 ? 0x88a8 : 0x8100; };
		const Frame two = Frame{}.vlan(1, tag(0)).vlan(2, tag(1));
		const auto three = Frame{two}.vlan(3, tag(2)).ipv4().tcp().bytes();
		const auto less = Frame{two}.ipv4().tcp().bytes();
		EXPECT_EQ(filter(three), dropped(CTG_ETH_VLAN_DEPTH, three));
		EXPECT_EQ(filter(less), passed(less));
	}
}

TEST_F(EthVlanDepth, DoesNotReadWhatIsBehindTheThirdTag)
{
	FilterRun filter{all(CTG_MONITOR)};
	const auto frame = Frame{}.vlan(1).vlan(2).vlan(3).ipv4().tcp({.flags = 0}).bytes();
	EXPECT_EQ(filter(frame), monitored(CTG_ETH_VLAN_DEPTH, frame));
}

} // namespace
} // namespace ctgate
