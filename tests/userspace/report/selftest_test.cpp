// SPDX-License-Identifier: MIT
#include "userspace/report/selftest.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace ctgate::report
{
namespace
{

using nlohmann::json;
using selftest::Outcome;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kTerminalColumns = 80;

/// One shape of each outcome.
selftest::Findings one_of_each()
{
	return {.frames = 40,
		.shapes = {{.layer = "Ethernet", .name = "untagged", .why = "", .remedy = "", .frames = 10},
			   {.layer = "IPv4",
			    .name = "later fragment",
			    .why = "It has no header.",
			    .remedy = "ctgate reason set ip_fragment drop",
			    .frames = 10,
			    .missed = {"tcp_flags_null"}},
			   {.layer = "IPv6",
			    .name = "later fragment",
			    .why = "It has no header.",
			    .remedy = "ctgate reason set ip_fragment drop",
			    .frames = 10,
			    .missed = {"tcp_flags_null"}},
			   {.layer = "Ethernet",
			    .name = "802.3 with SNAP",
			    .why = "Linux takes no IP from it.",
			    .remedy = "",
			    .reader = selftest::Reader::kNobody,
			    .frames = 10,
			    .missed = {"tcp_flags_null"}},
			   {.layer = "IPv6", .name = "AH", .why = "", .remedy = "", .frames = 10, .wrong = 1},
			   {.layer = "IPv6", .name = "9,000 bytes", .why = "", .remedy = ""}},
		.wrong = {{.layer = "IPv6",
			   .network = "AH",
			   .link = "802.1Q",
			   .probe = "tcp_flags_null",
			   .sentence = "slipped past tcp_flags_null"}}};
}

Selftest tested(const Config& config = Config::defaults())
{
	return {.status = {.interface = "eth0",
			   .interface_now = "eth0",
			   .attached_at = {},
			   .running = Status::Running{.mode = XdpMode::kNative, .program_id = 7},
			   .config = config,
			   .counters = {},
			   .counters_pin = ""},
		.device = {.mtu = 1500},
		.findings = one_of_each()};
}

std::string notes_of(const Selftest& selftest)
{
	std::string all;
	for (const std::string& note : selftest_notes(selftest))
		all += note + '\n';
	return all;
}

TEST(SelftestText, SaysWhatIsNotAsConfigured)
{
	const std::string text = selftest_text(tested(), Listing::kExceptions);
	EXPECT_THAT(text, HasSubstr("eth0: armed, native, program 7\n"));
	EXPECT_THAT(text, HasSubstr("WRONG (a fault of ctgate: please report it)\n"
				    "  IPv6       AH, 802.1Q: tcp_flags_null: slipped past tcp_flags_null\n"));
	EXPECT_THAT(text, HasSubstr("  passes     IPv4 later fragment, IPv6 later fragment\n"
				    "             It has no header.\n"
				    "  close it   ctgate reason set ip_fragment drop\n"));
	EXPECT_THAT(text, AllOf(HasSubstr("HARMLESS"), HasSubstr("802.3 with SNAP"), Not(HasSubstr("untagged"))));
	EXPECT_TRUE(text.ends_with("eth0: 6 shapes, 40 frames\n"
				   "  1 as configured, 2 bypass by design, 1 harmless, 1 WRONG, 1 not tried\n"))
		<< text;
}

TEST(SelftestText, ListsEveryShapeWhenAsked)
{
	EXPECT_THAT(selftest_text(tested(), Listing::kEveryShape),
		    HasSubstr("  Ethernet untagged                                        as configured      10\n"));
}

TEST(SelftestText, FitsATerminal)
{
	std::istringstream lines{selftest_text(tested(), Listing::kEveryShape)};
	for (std::string line; std::getline(lines, line);)
		EXPECT_LE(line.size(), kTerminalColumns) << line;
}

TEST(SelftestText, DoesNotRepeatTheSameFaultForEver)
{
	Selftest selftest = tested();
	selftest.findings.wrong.resize(1000, selftest.findings.wrong.front());
	const std::string text = selftest_text(selftest, Listing::kExceptions);
	EXPECT_THAT(text, HasSubstr("and 980 more"));
}

TEST(SelftestNotes, TellWhatWasLowered)
{
	EXPECT_THAT(notes_of(tested()), Not(HasSubstr("Off,")));
	Config config = Config::defaults();
	config.set_action(CTG_TCP_FLAGS_NULL, CTG_OFF);
	config.set_action(CTG_UDP_LENGTH, CTG_MONITOR);
	config.set_arming(Arming::kDisarmed);
	EXPECT_THAT(notes_of(tested(config)), AllOf(HasSubstr("pass uncounted: tcp_flags_null."),
						    HasSubstr("packets pass: udp_length."), HasSubstr("disarmed")));
}

TEST(SelftestNotes, TellWhatTheDeviceDoes)
{
	Selftest selftest = tested();
	EXPECT_THAT(notes_of(selftest),
		    AllOf(Not(HasSubstr("VLAN tag")), Not(HasSubstr("MTU")), Not(HasSubstr("Generic"))));
	selftest.device = {.mtu = 9000, .strips_vlan_tags = true};
	selftest.status.running->mode = XdpMode::kGeneric;
	EXPECT_THAT(notes_of(selftest),
		    AllOf(HasSubstr("rx-vlan-offload"), HasSubstr("MTU 9000"), HasSubstr("Generic mode")));
}

TEST(SelftestJson, HasEveryShapeAndEveryFault)
{
	const Selftest selftest = tested();
	const json document = json::parse(selftest_json({&selftest, 1}));
	EXPECT_EQ(document.at("schema"), "ctgate/selftest/1");
	const json& eth0 = document.at("interfaces").at(0);
	EXPECT_EQ(eth0.at("interface"), "eth0");
	EXPECT_EQ(eth0.at("shapes").size(), 6u);
	EXPECT_EQ(eth0.at("shapes_in_all"),
		  json({{"as_configured", 1}, {"bypass", 2}, {"harmless", 1}, {"wrong", 1}, {"not_tried", 1}}));
	EXPECT_EQ(eth0.at("shapes").at(1).at("passes"), json::array({"tcp_flags_null"}));
	EXPECT_EQ(eth0.at("shapes").at(1).at("remedy"), "ctgate reason set ip_fragment drop");
	EXPECT_EQ(eth0.at("wrong").at(0).at("says"), "slipped past tcp_flags_null");
}

} // namespace
} // namespace ctgate::report
