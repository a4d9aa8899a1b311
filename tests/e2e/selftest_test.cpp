// SPDX-License-Identifier: MIT
// `ctgate selftest` on a filter that stands on a real interface.
#include "loader/pins/pins.hpp"
#include "tests/e2e/testbed.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SelftestCommand : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static json only_interface(const std::string& document)
	{
		const json parsed = json::parse(document);
		EXPECT_EQ(parsed.at("schema"), "ctgate/selftest/1");
		EXPECT_EQ(parsed.at("interfaces").size(), 1u);
		return parsed.at("interfaces").at(0);
	}

	static json tested(const Testbed& bed)
	{
		return only_interface(bed.ctgate_done({"selftest", "gate0", "--json"}));
	}

	/// By the name of a shape: "IPv4 plain".
	static std::string outcome(const json& interface, const std::string& layer, const std::string& name)
	{
		for (const auto& shape : interface.at("shapes"))
			if (shape.at("layer") == layer && shape.at("name") == name)
				return shape.at("outcome");
		return "no such shape";
	}

	/// What was counted by reason, without rates.
	static json counted(const Testbed& bed)
	{
		json reasons = json::parse(bed.ctgate_done({"drops", "gate0", "--json", "--interval", "0.1"}))
				       .at("interfaces")
				       .at(0);
		reasons.erase("interval_seconds");
		return reasons;
	}
};

TEST_F(SelftestCommand, NothingIsWrongWithTheDefaultConfiguration)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const json found = tested(bed);
	EXPECT_THAT(found.at("wrong"), IsEmpty());
	EXPECT_EQ(found.at("shapes_in_all").at("wrong"), 0);
	EXPECT_GT(found.at("frames"), 20'000);
	for (const char* name : {"untagged", "802.1Q", "802.1Q twice", "802.1ad + 802.1Q", "padded to the minimum"})
		EXPECT_EQ(outcome(found, "Ethernet", name), "as_configured") << name;
	for (const char* name : {"plain", "options of ten words", "tiny first fragment"})
		EXPECT_EQ(outcome(found, "IPv4", name), "as_configured") << name;
	for (const char* name : {"plain", "AH", "atomic fragment", "seven extension headers", "tiny first fragment"})
		EXPECT_EQ(outcome(found, "IPv6", name), "as_configured") << name;
	EXPECT_EQ(outcome(found, "other", "ARP"), "as_configured");
}

TEST_F(SelftestCommand, WhatPassesUnreadIsListedWithTheWayOut)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const std::string text = bed.ctgate_done({"selftest", "gate0"});
	EXPECT_THAT(text, AllOf(HasSubstr("three VLAN tags"), HasSubstr("ctgate reason set eth_vlan_depth drop"),
				HasSubstr("PPPoE"), HasSubstr("eight extension headers"), HasSubstr("later fragment"),
				HasSubstr(", 0 wrong\n")));
	EXPECT_THAT(text, Not(HasSubstr("untagged"))) << "as configured: only with --all";
	EXPECT_THAT(bed.ctgate_done({"selftest", "gate0", "--all"}), HasSubstr("untagged"));

	bed.ctgate_done({"reason", "set", "eth_vlan_depth", "drop"});
	bed.ctgate_done({"reason", "set", "ipv6_ext_chain", "drop"});
	bed.ctgate_done({"reason", "set", "ip_fragment", "drop"});
	const json found = tested(bed);
	EXPECT_THAT(found.at("wrong"), IsEmpty());
	EXPECT_EQ(outcome(found, "Ethernet", "three VLAN tags"), "as_configured");
	EXPECT_EQ(outcome(found, "IPv6", "eight extension headers"), "as_configured");
	EXPECT_EQ(outcome(found, "IPv4", "later fragment"), "as_configured");
}

TEST_F(SelftestCommand, CountsAndSpendsNothing)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"limit", "set", "dns", "--rate", "10/h", "--burst", "10", "--source-rate", "5/h",
			 "--source-burst", "5"});
	const json before = counted(bed);
	for (int i = 0; i < 3; ++i) {
		const std::string text = bed.ctgate_done({"selftest", "gate0"});
		EXPECT_THAT(text, HasSubstr(", 0 wrong\n"));
	}
	EXPECT_EQ(counted(bed), before);
	EXPECT_EQ(bed.ctgate({"selftest", "gate0"}).exit_code, 0);

	// The sources that the selftest uses have every token yet.
	const auto question =
		packet::Frame{}.ipv4({.source = "198.51.100.1", .destination = "203.0.113.1"}).udp().payload(30);
	EXPECT_EQ(count(bed.filter(), bed.wire(), question.bytes(), 5).passed(), 5u);
}

TEST_F(SelftestCommand, ALimitThatIsSpentIsNoFault)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"limit", "set", "dns", "--source-rate", "5/h", "--source-burst", "5"});
	const auto question =
		packet::Frame{}.ipv4({.source = "198.51.100.1", .destination = "203.0.113.1"}).udp().payload(30);
	EXPECT_GT(count(bed.filter(), bed.wire(), question.bytes(), 8).dropped(), 0u);
	EXPECT_THAT(tested(bed).at("wrong"), IsEmpty());
}

TEST_F(SelftestCommand, AReasonThatIsOffIsToldAndNoFault)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"reason", "set", "tcp_flags_null", "off"});
	bed.ctgate_done({"reason", "set", "udp_length", "monitor"});
	const std::string text = bed.ctgate_done({"selftest", "gate0"});
	EXPECT_THAT(text, AllOf(HasSubstr("pass uncounted: tcp_flags_null."), HasSubstr(", 0 wrong\n")));
	EXPECT_THAT(text, HasSubstr("Only monitored, so that such packets pass: udp_length."));
	bed.ctgate_done({"reason", "set", "*", "off"});
	EXPECT_THAT(tested(bed).at("wrong"), IsEmpty());
}

TEST_F(SelftestCommand, EveryReasonMayDrop)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"reason", "set", "*", "drop"});
	EXPECT_THAT(tested(bed).at("wrong"), IsEmpty());
	bed.ctgate_done({"reason", "set", "*", "monitor"});
	EXPECT_THAT(tested(bed).at("wrong"), IsEmpty());
}

TEST_F(SelftestCommand, DisarmedItIsTold)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0", "--disarmed"});
	EXPECT_THAT(bed.ctgate_done({"selftest", "gate0"}),
		    AllOf(HasSubstr("DISARMED"), HasSubstr("what is caught is counted, and passes"),
			  HasSubstr(", 0 wrong\n")));
}

TEST_F(SelftestCommand, GenericModeIsWarnedOf)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0", "--mode", "generic"});
	EXPECT_THAT(bed.ctgate_done({"selftest", "gate0"}), AllOf(HasSubstr("Generic mode"), HasSubstr(", 0 wrong\n")));
}

TEST_F(SelftestCommand, ADeviceThatStripsVlanTagsIsWarnedOf)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	if (bed.host().run({"ethtool", "-K", "gate0", "rxvlan", "off"}).exit_code != 0)
		GTEST_SKIP() << "no ethtool, or veth does not let it be switched";
	EXPECT_FALSE(tested(bed).at("strips_vlan_tags"));
	bed.host().must("ethtool -K gate0 rxvlan on");
	EXPECT_TRUE(tested(bed).at("strips_vlan_tags"));
	EXPECT_THAT(bed.ctgate_done({"selftest", "gate0"}), HasSubstr("rx-vlan-offload"));
}

/// Puts a prefix into a set, and has the filter loaded anew so that it asks the set.
void add_prefix(const Testbed& bed, const char* set, const std::string& bits, const std::string& address)
{
	std::string path;
	bed.host().inside([&] { path = PinDirectory::open_sets().value().path(set); });
	const std::string never = "00 00 00 00 00 00 00 00", added_at = "00 00 00 00";
	bed.host().must(fmt::format("bpftool map update pinned {} key hex {} 00 00 00 {} value hex {} {} 00 00 00 {}",
				    path, bits, address, never, bits, added_at));
	bed.ctgate_done({"reason", "set", "prefix_denied", "drop"});
}

TEST_F(SelftestCommand, ADeniedSourceIsAskedForAndNotMistakenForAFault)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const json before = tested(bed);
	add_prefix(bed, "deny4", "18", "c6 33 64 00"); // 198.51.100.0/24, where the selftest would send from
	const json after = tested(bed);
	EXPECT_THAT(after.at("wrong"), IsEmpty());
	EXPECT_GT(after.at("frames"), before.at("frames")) << "frames from the denied prefix";
	bed.ctgate_done({"reason", "set", "prefix_denied", "off"});
	EXPECT_THAT(tested(bed).at("wrong"), IsEmpty());
}

TEST_F(SelftestCommand, WhoAllowsEverybodyIsToldThatNobodyIsLeft)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	add_prefix(bed, "allow4", "00", "00 00 00 00");
	const auto said = bed.ctgate({"selftest", "gate0"});
	EXPECT_EQ(said.exit_code, 1);
	EXPECT_THAT(said.err, HasSubstr("every IPv4 address tried as a source is in the allow or the deny set"));
}

TEST_F(SelftestCommand, WithoutAFilterItSaysSo)
{
	const Testbed bed;
	EXPECT_EQ(bed.ctgate({"selftest", "gate0"}).exit_code, 3);
	EXPECT_EQ(bed.ctgate({"selftest"}).exit_code, 3);
	bed.ctgate_done({"attach", "gate0"});
	EXPECT_EQ(bed.ctgate({"selftest", "gate0", "--alll"}).exit_code, 2);
	EXPECT_EQ(bed.ctgate({"selftest", "gate1"}).exit_code, 3);
}

} // namespace
} // namespace ctgate::e2e
