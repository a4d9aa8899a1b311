// SPDX-License-Identifier: MIT
#include "userspace/doctor/diagnose.hpp"

#include "tests/userspace/doctor/observations.hpp"
#include "userspace/doctor/diagnosis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;

Observation of_kind(Kind kind)
{
	return table_with({.kind = kind, .entries = 9'000});
}

Observation pressed_by(Kind kind)
{
	return nearly_full_with({.kind = kind, .entries = 80'000, .replied = 80'000});
}

template <class Change>
Observation healthy_but(const Change& change)
{
	auto seen = observation({});
	change(seen);
	return seen;
}

struct Illness {
	Cause cause;
	Observation seen;
};

/// Each cause in its plainest form.
std::vector<Illness> illnesses()
{
	const Part hoarder{
		.kind = Kind::kActive, .entries = 80'000, .top_pairs = {{"192.0.2.7 > tcp 198.51.100.1:443", 79'000}}};
	const Part stubborn{.kind = Kind::kConnecting,
			    .entries = 9'000,
			    .top_pairs = {{"192.0.2.7 > tcp 198.51.100.1:443", 9'000}}};
	auto nat = observation({.a_second = {.found = 900, .insert_failed = 90}});
	nat.figures.translated = {{"198.51.100.1 > udp 203.0.113.9:53", 9'000}};
	return {
		{Cause::kExplosion, pressed_by(Kind::kActive)},
		{Cause::kChurn, pressed_by(Kind::kClosing)},
		{Cause::kLongLived, of_kind(Kind::kIdle)},
		{Cause::kMalformed, observation({.tapped = {{.tcp = 900, .malformed = 90}}})},
		{Cause::kDnsFlood, of_kind(Kind::kDnsServed)},
		{Cause::kReflection, of_kind(Kind::kReflected)},
		{Cause::kDnsAsked, of_kind(Kind::kDnsAsked)},
		{Cause::kOneWayFlood, of_kind(Kind::kUdpUnreplied)},
		{Cause::kApplication, nearly_full_with(hoarder)},
		{Cause::kConnectStorm, table_with(stubborn)},
		{Cause::kCloseWait, of_kind(Kind::kCloseWait)},
		{Cause::kHeldEntries, observation({.held = 9'000})},
		{Cause::kSlabLeak, healthy_but([](Observation& seen) { seen.slab_objects = 90'000; })},
		{Cause::kExpectations, healthy_but([](Observation& seen) { seen.after.expectations = 4'000; })},
		{Cause::kPickedUp, of_kind(Kind::kPickedUp)},
		{Cause::kSynFlood, of_kind(Kind::kSynSent)},
		{Cause::kNatPorts, nat},
		{Cause::kBuckets,
		 healthy_but([](Observation& seen) { seen.settings["nf_conntrack_buckets"] = 1'000; })},
		{Cause::kTunnels, of_kind(Kind::kTunnel)},
		{Cause::kClash, observation({.a_second = {.clash_resolve = 9}})},
		{Cause::kInactive, healthy_but([](Observation& seen) { seen.tracks = false; })},
		{Cause::kOtherWriter, healthy_but([](Observation& seen) {
			 seen.foreign_settings = {{"nf_conntrack_max", "1", "2", ""}};
		 })},
		{Cause::kOtherNamespace,
		 healthy_but([](Observation& seen) { seen.neighbours = {{.place = {}, .entries = kMax, .log = {}}}; })},
	};
}

TEST(Diagnose, FindsEachCauseAndNothingElse)
{
	const auto all = illnesses();
	EXPECT_EQ(all.size(), kCauses);
	for (const auto& [cause, seen] : all)
		EXPECT_EQ(causes_of(seen), name_of(cause));
}

TEST(Diagnose, SaysOfEachCauseWhatSpeaksForIt)
{
	for (const auto& [cause, seen] : illnesses())
		for (const Finding& finding : diagnose(seen)) {
			EXPECT_FALSE(finding.verdict.empty()) << name_of(cause);
			EXPECT_FALSE(finding.evidence.empty()) << name_of(cause);
			EXPECT_TRUE(std::ranges::any_of(finding.evidence,
							[](const Evidence& each) { return !each.check.empty(); }))
				<< name_of(cause) << ": nothing to check it by";
			EXPECT_GT(finding.weight, 0) << name_of(cause);
			EXPECT_LE(finding.weight, 1) << name_of(cause);
		}
}

/// Held entries cannot be freed from outside: whoever holds them must let them go.
TEST(Diagnose, SaysOfEachCauseWhatToDo)
{
	for (const auto& [cause, seen] : illnesses())
		for (const Finding& finding : diagnose(seen))
			EXPECT_EQ(finding.remedies.empty(), cause == Cause::kHeldEntries) << name_of(cause);
}

TEST(Diagnose, NamesWhatExplainsMostFirst)
{
	const auto table = [](std::uint64_t idle, std::uint64_t syn) {
		return causes_of(observation(
			{.parts = {{.kind = Kind::kIdle, .entries = idle}, {.kind = Kind::kSynSent, .entries = syn}}}));
	};
	EXPECT_EQ(table(5'000, 3'000), "long-lived syn-flood");
	EXPECT_EQ(table(3'000, 5'000), "syn-flood long-lived");
	EXPECT_EQ(table(3'500, 3'500), "long-lived syn-flood") << "alike: in the order of the rules";
}

TEST(Diagnose, TakesWhateverPressesBesideGoodLoadForTheReason)
{
	EXPECT_EQ(causes_of(observation({.parts = {{.kind = Kind::kActive, .entries = 55'000},
						   {.kind = Kind::kSynSent, .entries = 35'000}}})),
		  "syn-flood explosion");
}

/// Conntrack that is not active says nothing about anything else.
TEST(Diagnose, NamesInactiveFirst)
{
	auto seen = observation({.tapped = {{.tcp = 900, .malformed = 900}}});
	seen.tracks = false;
	EXPECT_EQ(causes_of(seen), "inactive malformed");
}

TEST(Diagnose, FindsNothingInNothing)
{
	EXPECT_TRUE(diagnose(Observation{}).empty());
}

TEST(Cause, HasANameAndATitleOfItsOwn)
{
	std::set<std::string> names, titles;
	for (std::size_t cause = 0; cause < kCauses; ++cause) {
		names.insert(name_of(static_cast<Cause>(cause)));
		titles.insert(title_of(static_cast<Cause>(cause)));
	}
	EXPECT_EQ(names.size(), kCauses);
	EXPECT_EQ(titles.size(), kCauses);
	EXPECT_STREQ(name_of(Cause::kExplosion), "explosion");
	EXPECT_STREQ(name_of(Cause::kOtherNamespace), "other-namespace");
	EXPECT_STREQ(title_of(Cause::kSynFlood), "SYN flood");
}

TEST(Finding, FreesWhatItsBestRemedyFrees)
{
	Finding finding{.cause = Cause::kChurn, .weight = 1, .verdict = "", .evidence = {}, .remedies = {}};
	EXPECT_EQ(finding.frees(), 0U);
	finding.remedies = {{.command = "", .effect = "", .risk = "", .frees = 7},
			    {.command = "", .effect = "", .risk = "", .frees = 9},
			    {.command = "", .effect = "", .risk = ""}};
	EXPECT_EQ(finding.frees(), 9U);
}

double trouble(const Observation& seen)
{
	return Diagnosis{seen, diagnose(seen)}.trouble();
}

TEST(Diagnosis, IsWorseTheFullerTheTableAndWorstWhenItRefuses)
{
	EXPECT_EQ(trouble(observation({.entries = 80'000})), 0) << "healthy";
	const double little = trouble(of_kind(Kind::kSynSent));
	const double nearly = trouble(observation({.parts = {{.kind = Kind::kSynSent, .entries = 90'000}}}));
	const double refusing =
		trouble(observation({.parts = {{.kind = Kind::kSynSent, .entries = 90'000}}, .a_second = {.drop = 1}}));
	EXPECT_GT(little, 0);
	EXPECT_GT(nearly, little);
	EXPECT_GT(refusing, nearly);
}

} // namespace
} // namespace ctgate::doctor
