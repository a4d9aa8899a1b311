// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class NotUnderstood : public FilterTest
{
};

/// What nobody here reads passes even a filter in which everything drops.
void expect_passes(FilterRun& filter, const Frame& frame, std::string_view what)
{
	EXPECT_EQ(filter(frame.bytes()), passed(frame.bytes())) << what;
}

TEST_F(NotUnderstood, EveryOtherEtherTypePasses)
{
	FilterRun filter{all(CTG_DROP)};
	for (const auto& [type, name] : {std::pair<std::uint16_t, const char*>{0x0806, "ARP"},
					 {0x88cc, "LLDP"},
					 {0x8809, "LACP"},
					 {0x8863, "PPPoE discovery"},
					 {0x8864, "PPPoE session"},
					 {0x8847, "MPLS"},
					 {0x88e5, "MACsec"},
					 {0x0026, "802.3 length"},
					 {0x9100, "the old double tag"},
					 {0xffff, "the last"}}) {
		expect_passes(filter, Frame{}.ethertype(type).payload(46), name);
		expect_passes(filter, Frame{}.vlan(1).vlan(2).ethertype(type).payload(46), name);
		expect_passes(filter, Frame{}.ethertype(type), name);
	}
}

TEST_F(NotUnderstood, EveryOtherTransportProtocolPasses)
{
	FilterRun filter{all(CTG_DROP)};
	for (unsigned protocol = 0; protocol <= 0xff; ++protocol) {
		if (protocol == 6 || protocol == 17)
			continue;
		const auto number = static_cast<std::uint8_t>(protocol);
		expect_passes(filter, Frame{}.ipv4({.protocol = number}).payload(40), std::to_string(protocol));
		if (protocol != 0 && protocol != 43 && protocol != 44 && protocol != 51 && protocol != 60)
			expect_passes(filter, Frame{}.ipv6({.next_header = number}).payload(40),
				      std::to_string(protocol));
	}
}

TEST_F(NotUnderstood, APacketWithoutAnyPayloadPasses)
{
	FilterRun filter{all(CTG_DROP)};
	expect_passes(filter, Frame{}.ipv4({.protocol = std::uint8_t{47}}), "GRE");
	expect_passes(filter, Frame{}.ipv6({.next_header = std::uint8_t{59}}), "no next header");
}

TEST_F(NotUnderstood, ARuntPassesByDefault)
{
	FilterRun filter{Config::defaults()};
	for (const Frame& frame : {Frame{}.ipv4().tcp({.flags = 0}), Frame{}.ipv6().tcp({.flags = 0})}) {
		for (std::size_t length = 14; length < frame.bytes().size(); ++length) {
			const auto runt = frame.truncated(length);
			EXPECT_EQ(filter(runt), monitored(CTG_IP_TRUNCATED, runt)) << length;
		}
	}
}

} // namespace
} // namespace ctgate
