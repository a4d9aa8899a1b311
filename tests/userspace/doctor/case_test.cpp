// SPDX-License-Identifier: MIT
#include "userspace/doctor/case.hpp"

#include "tests/userspace/doctor/observations.hpp"

#include <gtest/gtest.h>

namespace ctgate::doctor
{
namespace
{

using conntrack::Counters;
using conntrack::Kind;

/// One of 2^32: this many entries and no limit.
Observation without_limit(std::uint64_t entries)
{
	return observation({.max = 0, .entries = entries});
}

TEST(PerSecond, IsRightWhenACounterOf32BitsWraps)
{
	const auto seen = observation({.a_second = {.drop = 150, .early_drop = 3'000'000}});
	ASSERT_LT(seen.after.counters.drop, seen.before.counters.drop);
	EXPECT_EQ(seen.per_second(&Counters::drop), 150);
	EXPECT_EQ(seen.per_second(&Counters::early_drop), 1'000'000 * 3);
	EXPECT_EQ(seen.per_second(&Counters::found), 0);
}

TEST(PerSecond, IsNothingWithoutAnInterval)
{
	auto seen = observation({.growth = 100, .a_second = {.drop = 150}, .received_a_second = 7});
	EXPECT_EQ(seen.per_second(&Moment::received), 7);
	seen.seconds = seen.seconds_after_pass = 0;
	EXPECT_EQ(seen.per_second(&Counters::drop), 0);
	EXPECT_EQ(seen.per_second(&Moment::received), 0);
	EXPECT_EQ(seen.growth(), 0);
	EXPECT_FALSE(Case{seen}.seconds_to_full());
}

/// A filter that was attached anew in between counts from zero.
TEST(PerSecond, OfWhatBeganAnewIsNothing)
{
	auto seen = observation({});
	seen.before.gate_dropped = 100;
	seen.after.gate_dropped = 99;
	EXPECT_EQ(seen.per_second(&Moment::gate_dropped), 0);
}

TEST(Fill, IsAPartOfTheLimitIfThereIsOne)
{
	EXPECT_DOUBLE_EQ(observation({.entries = 25'000}).fill(), 0.25);
	EXPECT_DOUBLE_EQ(observation({.entries = 0, .held = 110'000}).fill(), 1.1) << "max was lowered";
	EXPECT_EQ(without_limit(5'000).fill(), 0);
	EXPECT_EQ(Observation{}.fill(), 0);
}

TEST(Share, IsOfTheGreaterOfTheTwoCounts)
{
	EXPECT_DOUBLE_EQ(Case{observation({.entries = 6'000, .held = 4'000})}.share(1'000), 0.1);
	auto seen = observation({.entries = 10'000});
	seen.entries_after_pass = 9'000; // some went while they were counted
	EXPECT_DOUBLE_EQ(Case{seen}.share(1'000), 0.1);
	EXPECT_EQ(Case{Observation{}}.share(0), 0);
	EXPECT_EQ(Case{Observation{}}.share(7), 0) << "of nothing";
}

TEST(Matters, FromAHundredthOfTheLimitOn)
{
	const auto seen = observation({});
	EXPECT_FALSE(Case{seen}.matters(999));
	EXPECT_TRUE(Case{seen}.matters(1'000));
	const auto small = observation({.max = 8'192});
	EXPECT_FALSE(Case{small}.matters(199)) << "a few hundred in any case";
	EXPECT_TRUE(Case{small}.matters(200));
	EXPECT_FALSE(Case{without_limit(5'000)}.matters(1'999));
	EXPECT_TRUE(Case{without_limit(5'000)}.matters(2'000));
}

TEST(Weighs, OnlyWhatMattersAndIsAPartOfTheTable)
{
	const auto seen = observation({.entries = 10'000});
	EXPECT_TRUE(Case{seen}.weighs(2'000, 0.2));
	EXPECT_FALSE(Case{seen}.weighs(1'999, 0.2));
	EXPECT_FALSE(Case{seen}.weighs(999, 0.05)) << "does not matter";
}

TEST(Growth, LeavesOutWhatExpiresAnyway)
{
	auto seen = observation({.growth = 100});
	EXPECT_DOUBLE_EQ(Case{seen}.growth(), 100);
	seen.figures.expiring = 400;
	EXPECT_DOUBLE_EQ(Case{seen}.growth(), 60);
	EXPECT_DOUBLE_EQ(*Case{seen}.seconds_to_full(), (kMax - 10'200) / 60.0);
}

TEST(Growth, MayBeNegative)
{
	const auto seen = observation({.growth = -100});
	EXPECT_DOUBLE_EQ(Case{seen}.growth(), -100);
	EXPECT_FALSE(Case{seen}.grows());
	EXPECT_FALSE(Case{seen}.seconds_to_full());
}

/// Of a steady table 40 entries more within two seconds is chance as often as not, and 400 are not.
TEST(Growth, IsNoneThatChanceMakes)
{
	auto seen = observation({.growth = 20});
	EXPECT_TRUE(Case{seen}.grows()) << "nothing expires that could outweigh it";
	seen.figures.expiring = 150; // fifteen a second
	EXPECT_FALSE(Case{seen}.grows());
	seen.after.fill.entries += 400;
	EXPECT_TRUE(Case{seen}.grows());
}

TEST(SecondsToFull, AreNoneWhereNothingFills)
{
	EXPECT_FALSE(Case{observation({})}.seconds_to_full()) << "does not grow";
	EXPECT_FALSE(Case{observation({.max = 0, .growth = 100})}.seconds_to_full()) << "no limit";
	EXPECT_FALSE(Case{observation({.entries = kMax, .growth = 100})}.seconds_to_full()) << "is full";
}

TEST(Refused, LeavesOutThoseForWhichThereWasRoom)
{
	EXPECT_EQ(Case{observation({.a_second = {.insert_failed = 30, .drop = 100}})}.refused(), 70);
	EXPECT_EQ(Case{observation({.a_second = {.insert_failed = 100, .drop = 30}})}.refused(), 0);
}

TEST(Pressed, NearTheLimit)
{
	EXPECT_FALSE(Case{observation({.entries = 84'999})}.pressed());
	EXPECT_TRUE(Case{observation({.entries = 85'000})}.pressed());
	EXPECT_FALSE(Case{without_limit(1'000'000)}.pressed());
	EXPECT_FALSE(Case{Observation{}}.pressed());
}

TEST(Pressed, WhenPacketsAreRefusedOrEntriesEvicted)
{
	EXPECT_TRUE(Case{observation({.a_second = {.drop = 1}})}.pressed());
	EXPECT_FALSE(Case{observation({.a_second = {.insert_failed = 1, .drop = 1}})}.pressed());
	EXPECT_TRUE(Case{observation({.a_second = {.early_drop = 1}})}.pressed());
	EXPECT_FALSE(Case{observation({})}.pressed());
}

TEST(Pressed, WhenItIsFullSoon)
{
	constexpr std::int64_t kSoon = 100; // (100 000 - 10 200) / 100 = 898 s
	EXPECT_TRUE(Case{observation({.growth = kSoon})}.pressed());
	EXPECT_FALSE(Case{observation({.growth = kSoon - 1})}.pressed());
	EXPECT_FALSE(Case{observation({.growth = kSoon})}.pressed_within(120));
	EXPECT_TRUE(Case{observation({.growth = 800})}.pressed_within(120));
}

TEST(MalformedPart, IsOfTheRefusedPacketsAndNeverMoreThanAll)
{
	const auto part = [](std::uint64_t malformed, std::uint64_t refused) {
		return Case{
			observation({.a_second = {.drop = refused}, .tapped = {{.tcp = 9, .malformed = malformed}}})}
			.malformed_part_of_refused();
	};
	EXPECT_DOUBLE_EQ(part(50, 200), 0.25);
	EXPECT_EQ(part(500, 200), 1);
	EXPECT_EQ(part(500, 0), 0) << "nothing is refused";
	EXPECT_EQ(Case{observation({.a_second = {.drop = 200}})}.malformed_part_of_refused(), 0) << "nobody looked";
}

TEST(Sum, AddsKinds)
{
	const auto seen =
		observation({.parts = {{.kind = Kind::kActive, .entries = 3}, {.kind = Kind::kIdle, .entries = 4}}});
	EXPECT_EQ(Case{seen}.sum({Kind::kActive, Kind::kIdle, Kind::kTunnel}), 7U);
	EXPECT_EQ(Case{seen}.of(Kind::kIdle).entries, 4U);
}

TEST(Words, AreShortAndExactEnough)
{
	EXPECT_EQ(percent(0), "0 %");
	EXPECT_EQ(percent(0.004), "0.4 %");
	EXPECT_EQ(percent(0.0994), "9.9 %");
	EXPECT_EQ(percent(0.0995), "10 %");
	EXPECT_EQ(percent(0.31), "31 %");
	EXPECT_EQ(percent(1.1), "110 %");
	EXPECT_EQ(rate(0), "0/s");
	EXPECT_EQ(rate(0.5), "0.5/s");
	EXPECT_EQ(rate(9.94), "9.9/s");
	EXPECT_EQ(rate(9.96), "10/s");
	EXPECT_EQ(rate(512.4), "512/s");
}

TEST(Words, NameWhoStandsOut)
{
	EXPECT_EQ(leader({{"192.0.2.7", 31}, {"192.0.2.8", 7}}, 100), "192.0.2.7 (31 %)");
	EXPECT_EQ(leader({{"192.0.2.7", 1}}, 100), "none that stands out");
	EXPECT_EQ(leader({}, 100), "none that stands out");
	EXPECT_EQ(leader({{"192.0.2.7", 31}}, 0), "none that stands out");
	EXPECT_EQ(who(Group{}), "none");
	const auto seen = table_with({.kind = Kind::kActive, .entries = 90, .sources = 1});
	EXPECT_EQ(who(Case{seen}.of(Kind::kActive)),
		  "90 from 1 source, most from 192.0.2.7 (10 %); most to tcp 198.51.100.1:443 (10 %)");
}

} // namespace
} // namespace ctgate::doctor
