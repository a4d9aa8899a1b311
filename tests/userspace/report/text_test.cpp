// SPDX-License-Identifier: MIT
#include "userspace/report/explain.hpp"
#include "userspace/report/text.hpp"
#include "userspace/report/wrap.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace ctgate::report
{
namespace
{

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kTerminalColumns = 80;

Status attached(const Config& config = Config::defaults())
{
	return {.interface = "eth0",
		.interface_now = "eth0",
		.attached_at = {},
		.running = Status::Running{.mode = XdpMode::kNative, .program_id = 7},
		.config = config,
		.asks_conntrack = true,
		.counters = {},
		.counters_pin = "/sys/fs/bpf/ctgate/eth0/counters"};
}

void expect_fits_terminal(const std::string& text)
{
	std::istringstream lines{text};
	for (std::string line; std::getline(lines, line);)
		EXPECT_LE(line.size(), kTerminalColumns) << line;
}

TEST(StatusText, SaysWhatIsInForce)
{
	const std::string text = status_text(attached());
	EXPECT_THAT(text, HasSubstr("eth0: armed, native, program 7"));
	EXPECT_THAT(text, HasSubstr("tcp_flags_*(23)"));
	EXPECT_THAT(text, HasSubstr("dns        20000/s drop       100/s drop       UDP to 53\n"));
	EXPECT_THAT(text, HasSubstr("reflection 1000/s monitor     -                UDP from 16 ports, new flows\n"));
	EXPECT_THAT(text, Not(HasSubstr("note"))) << "nothing is off";
}

TEST(StatusText, SaysWhatIsOffWhereConntrackCannotBeAsked)
{
	Status status = attached();
	status.asks_conntrack = false;
	EXPECT_THAT(status_text(status), HasSubstr("no bpf_xdp_ct_lookup()"));
}

TEST(StatusText, TellsOfZonesThatTheFilterCannotSee)
{
	Status status = attached();
	EXPECT_THAT(status_text(status), Not(HasSubstr("zone")));
	status.foreign_zone = 7;
	EXPECT_THAT(status_text(status), HasSubstr("conntrack -L -w 7"));
}

TEST(StatusText, ShoutsWhenNothingDrops)
{
	Config config = Config::defaults();
	config.set_arming(Arming::kDisarmed);
	EXPECT_THAT(status_text(attached(config)), HasSubstr("DISARMED (nothing drops)"));
}

TEST(StatusText, NamesFlagsOneByOneWhenTheyDiffer)
{
	Config config = Config::defaults();
	config.set_action(CTG_TCP_FLAGS_NULL, CTG_OFF);
	const std::string text = status_text(attached(config));
	EXPECT_THAT(text, Not(HasSubstr("tcp_flags_*")));
	EXPECT_THAT(text, HasSubstr("off        tcp_flags_null"));
}

TEST(StatusText, TellsThatTheInterfaceIsGone)
{
	Status status = attached();
	status.running.reset();
	status.whereabouts = Whereabouts::kDeleted;
	status.absence = "the interface was deleted";
	EXPECT_THAT(status_text(status), HasSubstr("eth0: GONE: the interface was deleted; counters since 19"));
}

TEST(DropsText, ShowsOnlyWhatCountedAndKeepsMonitoredApart)
{
	Drops drops{.status = attached(), .earlier = {}};
	drops.status.counters.at = drops.earlier.at + 2s;
	drops.status.counters.dropped[CTG_TCP_FLAGS_NULL] = {.packets = 500, .bytes = 30000};
	drops.earlier.dropped[CTG_TCP_FLAGS_NULL] = {.packets = 100, .bytes = 6000};
	drops.status.counters.monitored[CTG_IP_FRAGMENT] = {.packets = 3, .bytes = 4500};
	const std::string text = drops_text(drops);

	EXPECT_THAT(text, ::testing::ContainsRegex("tcp_flags_null +500 +30000 +200\n"));
	EXPECT_THAT(text, Not(HasSubstr("tcp_flags_fin")));
	EXPECT_LT(text.find("tcp_flags_null"), text.find("MONITORED"));
	EXPECT_LT(text.find("MONITORED"), text.find("ip_fragment"));
}

TEST(Text, FitsATerminal)
{
	Drops drops{.status = attached(), .earlier = {}};
	drops.status.counters.at = drops.earlier.at + 1s;
	for (const Reason& reason : Config::defaults().reasons())
		drops.status.counters.dropped[reason.id] = {.packets = 999'999'999'999, .bytes = 99'999'999'999'999};
	drops.status.counters_pin = "/sys/fs/bpf/ctgate/x/counters";
	expect_fits_terminal(drops_text(drops));
	expect_fits_terminal(status_text(attached()));
	const Config config = Config::defaults();
	for (const Reason& reason : config.reasons())
		expect_fits_terminal(explain_text(reason, config));
}

TEST(Explain, TellsForEveryReasonWhatConntrackDoesAndWhereItStands)
{
	const Config config = Config::defaults();
	for (const Reason& reason : config.reasons()) {
		const std::string text = explain_text(reason, config);
		EXPECT_THAT(text, HasSubstr(reason.name));
		for (const char* label : {"  why ", "  conntrack ", "  source ", "  default ", "  change "})
			EXPECT_THAT(text, HasSubstr(label)) << reason.name;
	}
}

TEST(Labelled, BreaksBetweenWordsAndIndents)
{
	const std::string text = labelled("label", std::string(60, 'a') + " " + std::string(30, 'b'));
	EXPECT_EQ(text, "  label      " + std::string(60, 'a') + "\n             " + std::string(30, 'b') + "\n");
}

} // namespace
} // namespace ctgate::report
