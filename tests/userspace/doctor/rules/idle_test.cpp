// SPDX-License-Identifier: MIT
#include "tests/userspace/doctor/observations.hpp"

#include <gmock/gmock.h>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;
using testing::HasSubstr;
using testing::Not;

using rules::close_wait;
using rules::long_lived;

/// So many that were silent for as long as the class of kIdleFrom says.
Observation idle_table(std::uint64_t entries, std::size_t of_class)
{
	auto seen = table_with({.kind = Kind::kIdle, .entries = entries, .to_here = entries});
	seen.figures.idle[of_class] = entries;
	seen.tcp_sockets = 40;
	return seen;
}

constexpr std::size_t kHour = 4, kTwoHours = 5, kDay = 7;

TEST(LongLived, FiresFromThirtyPercentOn)
{
	EXPECT_FALSE(fires(long_lived, idle_table(2'999, kDay)));
	EXPECT_TRUE(fires(long_lived, idle_table(3'000, kDay)));
}

TEST(LongLived, DoesNotFireForAFewHundred)
{
	EXPECT_FALSE(fires(long_lived, observation({.parts = {{.kind = Kind::kIdle, .entries = 999}}, .entries = 0})));
}

TEST(LongLived, FreesThoseThatAKeepaliveWouldHaveShown)
{
	const auto finding = ask(long_lived, idle_table(3'000, kTwoHours));
	EXPECT_EQ(finding->cause, Cause::kLongLived);
	EXPECT_EQ(finding->remedies.front().command, "ctgate relieve idle --older 2h4m");
	EXPECT_EQ(finding->frees(), 3'000U);
	EXPECT_THAT(all_of(*finding), HasSubstr("1 h: 3000, for 2 h 4 min: 3000, for a day: 0"));
}

TEST(LongLived, OffersThoseOfAnHourWhenFewAreOlder)
{
	auto seen = idle_table(3'000, kHour);
	EXPECT_EQ(ask(long_lived, seen)->remedies.front().command, "ctgate relieve idle --older 1h");
	seen.figures.idle[kHour] = 1'500;
	seen.figures.idle[kDay] = 1'500;
	EXPECT_EQ(ask(long_lived, seen)->remedies.front().command, "ctgate relieve idle --older 2h4m") << "half are";
	EXPECT_EQ(ask(long_lived, seen)->frees(), 1'500U);
}

TEST(LongLived, ComparesWithTheSocketsOfThisHost)
{
	auto seen = idle_table(3'000, kDay);
	EXPECT_THAT(all_of(*ask(long_lived, seen)),
		    HasSubstr("3000 of them begin or end on this host, which has only 40"));
	seen.tcp_sockets = 3'000;
	EXPECT_THAT(all_of(*ask(long_lived, seen)), Not(HasSubstr("begin or end on this host")));
}

TEST(LongLived, LowersTheTimeoutOnlyWhereItIsHigh)
{
	auto seen = idle_table(3'000, kDay);
	EXPECT_THAT(all_of(*ask(long_lived, seen)), HasSubstr("ctgate tune apply tcp_timeout_established=7920"))
		<< "two hours of keepalive, eleven minutes of attempts, in whole minutes";
	seen.settings["tcp_keepalive_time"] = 600;
	EXPECT_THAT(all_of(*ask(long_lived, seen)), HasSubstr("ctgate tune apply tcp_timeout_established=7440"));
	seen.settings["nf_conntrack_tcp_timeout_established"] = 7'440;
	EXPECT_THAT(all_of(*ask(long_lived, seen)), Not(HasSubstr("ctgate tune apply")));
}

/// Since when is unknown, so nothing "older than" can be offered.
TEST(LongLived, FreesThoseFromBeforeTheTimeoutWasLowered)
{
	auto seen = idle_table(3'000, kDay);
	seen.figures.idle = {};
	seen.figures.outlived = 3'000;
	seen.settings["nf_conntrack_tcp_timeout_established"] = 600;
	const auto finding = ask(long_lived, seen);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->remedies.size(), 1U);
	EXPECT_EQ(finding->remedies.front().command, "ctgate relieve outlived");
	EXPECT_EQ(finding->frees(), 3'000U);
	EXPECT_THAT(all_of(*finding), HasSubstr("3000 have more time left than that"));
	EXPECT_THAT(all_of(*finding), Not(HasSubstr("$3 <= -"))) << "no entry has less than nothing left";
}

TEST(CloseWait, FiresFromFifteenPercentOn)
{
	EXPECT_FALSE(fires(close_wait, table_with({.kind = Kind::kCloseWait, .entries = 1'499})));
	const auto finding = ask(close_wait, table_with({.kind = Kind::kCloseWait, .entries = 1'500}));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kCloseWait);
	EXPECT_EQ(finding->frees(), 1'500U);
	EXPECT_THAT(all_of(*finding), Not(HasSubstr("on this host")));
}

TEST(CloseWait, NamesTheProcessThatDoesNotClose)
{
	auto seen = table_with({.kind = Kind::kCloseWait, .entries = 1'500});
	seen.owners = {{"tcp 198.51.100.1:443", "curl (1)", 3}, {"close-wait", "java (4711)", 1'400}};
	EXPECT_THAT(all_of(*ask(close_wait, seen)), HasSubstr("on this host java (4711) holds 1400 such sockets"));
}

} // namespace
} // namespace ctgate::doctor
