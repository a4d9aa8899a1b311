// SPDX-License-Identifier: MIT
#include "tests/userspace/doctor/observations.hpp"
#include "userspace/doctor/diagnose.hpp"
#include "userspace/doctor/diagnosis.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t kColumns = 79;

std::string text(const Observation& seen)
{
	return text_of(Diagnosis{seen, diagnose(seen)});
}

TEST(DoctorText, SaysOfAHealthyHostThatNothingIsWrong)
{
	auto seen = observation({.a_second = {.invalid = 3, .insert_failed = 0}});
	seen.figures.seconds = 0.0312;
	EXPECT_EQ(text(seen), "the initial network namespace of web1, Linux 6.18.0\n"
			      "  table      10000 of 100000 entries (10 %), 100000 buckets; memory 3 MiB for\n"
			      "             all namespaces\n"
			      "  now        refused 0/s, evicted 0/s, insert failed 0/s, invalid 3.0/s; count\n"
			      "             +0 in 2.0 s\n"
			      "  seen       10000 entries in one pass of 0.03 s\n"
			      "  check      conntrack -C; conntrack -S; sysctl net.netfilter.nf_conntrack_max\n"
			      "\nNothing is wrong with it: no cause fires.\n");
}

TEST(DoctorText, NumbersItsFindings)
{
	const std::string all = text(observation(
		{.parts = {{.kind = Kind::kIdle, .entries = 5'000}, {.kind = Kind::kSynSent, .entries = 3'000}}}));
	EXPECT_THAT(all, HasSubstr("\n\n1. Long-lived idle connections\n"
				   "  found      5000 entries (50 %) are connections without a packet for an hour\n"
				   "             or more\n"
				   "  because    "));
	EXPECT_THAT(all, HasSubstr("\n\n2. SYN flood\n"));
	EXPECT_THAT(all, HasSubstr("  do         ctgate relieve handshakes\n"
				   "             about 3000 entries: frees them now\n"
				   "  risk       a handshake under way begins again a second later\n"));
	EXPECT_THAT(all, HasSubstr("    check    conntrack -L -p tcp --state SYN_SENT | wc -l\n"));
	EXPECT_THAT(all, Not(HasSubstr("Nothing is wrong")));
}

TEST(DoctorText, FitsATerminalButForCommands)
{
	auto seen = observation({.parts = {{.kind = Kind::kActive, .entries = 45'000},
					   {.kind = Kind::kConnecting,
					    .entries = 45'000,
					    .top_pairs = {{"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff > tcp "
							   "[2001:db8:ffff:ffff:ffff:ffff:ffff:fffe]:8080",
							   44'000}}}},
				 .growth = 300,
				 .a_second = {.drop = 90'000, .early_drop = 70'000, .chain_too_long = 3},
				 .tapped = {{.tcp = 90'000, .malformed = 9'000}}});
	seen.unseen = {
		"the slab cache of conntrack: /proc/slabinfo cannot be read, and a long sentence why that is so"};
	std::istringstream lines{text(seen)};
	std::size_t number = 0;
	for (std::string line; std::getline(lines, line); ++number) {
		const bool command =
			line.starts_with("  do ") || line.starts_with("    check") || line.starts_with("  check");
		EXPECT_TRUE(command || line.size() <= kColumns) << line;
	}
	EXPECT_GT(number, 50U);
}

TEST(DoctorText, SaysWhenTheTableIsFull)
{
	const auto growing = observation({.parts = {{.kind = Kind::kActive, .entries = 9'000}}, .growth = 200});
	EXPECT_THAT(text(growing), HasSubstr("count\n             +400 in 2.0 s, full in 448 s if that goes on\n"));
	EXPECT_THAT(text(observation({.growth = -200})), HasSubstr("-400 in 2.0 s\n"));
}

TEST(DoctorText, SaysTheCountWithoutAnInterval)
{
	auto seen = observation({.growth = -200});
	seen.seconds = seen.seconds_after_pass = 0;
	EXPECT_THAT(text(seen), HasSubstr("-400 in 0.0 s\n"));
}

TEST(DoctorText, HasAWordForNoLimit)
{
	EXPECT_THAT(text(observation({.max = 0})), HasSubstr("10000 entries, no limit (nf_conntrack_max=0)"));
}

TEST(DoctorText, SurvivesASettingThatCannotBe)
{
	auto seen = observation({});
	seen.settings["nf_conntrack_buckets"] = -1;
	EXPECT_THAT(text(seen), HasSubstr("0 buckets; memory 2 MiB"));
	seen.settings.clear();
	seen.slab_objects.reset();
	EXPECT_THAT(text(seen), HasSubstr("(10 %), 0 buckets\n"));
}

TEST(DoctorText, TellsOfTheLogAndOfTheGate)
{
	auto seen = observation({});
	EXPECT_THAT(text(seen), Not(HasSubstr("table full")));
	EXPECT_THAT(text(seen), Not(HasSubstr("ctgate drops")));
	seen.log = {.table_full = 7, .seconds_ago = 30};
	seen.after.gate_dropped = 40;
	EXPECT_THAT(text(seen), HasSubstr("\"table full\" 7 times in the\n             kernel's log of ten minutes"));
	EXPECT_THAT(text(seen), HasSubstr("30 s ago"));
	EXPECT_THAT(text(seen), HasSubstr("ctgate drops 20/s"));
}

TEST(DoctorText, SaysWhatCouldNotBeSeen)
{
	auto seen = observation({});
	seen.unseen = {"read the kernel's log: Operation not permitted", "count TCP segments: Operation not permitted"};
	EXPECT_THAT(text(seen), HasSubstr("  not seen   read the kernel's log: Operation not permitted\n"
					  "  not seen   count TCP segments: Operation not permitted\n"));
}

TEST(DoctorText, IsWholeEvenOfNothing)
{
	EXPECT_THAT(text(Observation{}), StartsWith(" of , Linux \n  table      0 entries, no limit"));
	EXPECT_THAT(text(Observation{}), EndsWith("no cause fires.\n"));
}

} // namespace
} // namespace ctgate::doctor
