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

using rules::churn;
using rules::explosion;

TEST(Explosion, FiresFromAThirdOfGoodConnectionsOnInAPressedTable)
{
	EXPECT_FALSE(fires(explosion, nearly_full_with({.kind = Kind::kActive, .entries = 26'999})));
	EXPECT_TRUE(fires(explosion, nearly_full_with({.kind = Kind::kActive, .entries = 27'000})));
	EXPECT_TRUE(fires(explosion, nearly_full_with({.kind = Kind::kUdpReplied, .entries = 80'000})));
}

TEST(Explosion, DoesNotFireWhileThereIsRoom)
{
	EXPECT_FALSE(fires(explosion, table_with({.kind = Kind::kActive, .entries = kEntries})));
	EXPECT_FALSE(fires(explosion, observation({.parts = {{.kind = Kind::kActive, .entries = 84'999}}})));
	EXPECT_TRUE(fires(explosion, observation({.parts = {{.kind = Kind::kActive, .entries = 85'000}}})));
}

TEST(Explosion, FiresInANearlyEmptyTableThatIsFullSoon)
{
	const auto seen = observation({.parts = {{.kind = Kind::kActive, .entries = 9'000}}, .growth = 200});
	const auto finding = ask(explosion, seen);
	ASSERT_TRUE(finding);
	EXPECT_THAT(all_of(*finding), HasSubstr("it grows by 200 entries/s more than expire: full in 448 s"));
}

TEST(Explosion, KnowsThatOfAllThatGrowsOnlyConnectionsStay)
{
	const auto growing = [](std::uint64_t active) {
		return observation({.parts = {{.kind = Kind::kActive, .entries = active},
					      {.kind = Kind::kUdpReplied, .entries = kEntries - active}},
				    .growth = 200}); // full in 448 s
	};
	EXPECT_TRUE(fires(explosion, growing(5'000)));
	EXPECT_FALSE(fires(explosion, growing(4'900)));
	auto fast = growing(0);
	fast.after.fill.entries += 1'400; // 900 a second: full in 98 s, and datagrams stay for 120
	EXPECT_TRUE(fires(explosion, fast));
}

TEST(Explosion, CountsAnsweredDnsAsGood)
{
	const auto with = [](std::uint64_t replied) {
		return nearly_full_with({.kind = Kind::kDnsServed, .entries = 60'000, .replied = replied});
	};
	EXPECT_TRUE(fires(explosion, with(27'000)));
	EXPECT_FALSE(fires(explosion, with(26'999)));
}

TEST(Explosion, LeavesOutTheOneClientThatIsAnApplicationGoneWrong)
{
	const auto with = [](std::uint64_t of_one) {
		return nearly_full_with({.kind = Kind::kActive,
					 .entries = 40'000,
					 .top_pairs = {{"192.0.2.7 > tcp 198.51.100.1:443", of_one}}});
	};
	EXPECT_TRUE(fires(explosion, with(17'999))) << "a fifth of the table is one source";
	EXPECT_FALSE(fires(explosion, with(18'000))) << "the others are 22 000 of 90 000";
}

TEST(Explosion, OffersMoreRoom)
{
	const auto full = observation({.parts = {{.kind = Kind::kActive, .entries = kMax}}});
	const auto finding = ask(explosion, full);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kExplosion);
	EXPECT_EQ(finding->remedies.front().command, "ctgate tune apply max=131072");
	EXPECT_THAT(all_of(*finding), HasSubstr("room for 31072 more, and as many buckets; 49 MiB"));
	EXPECT_THAT(all_of(*finding), HasSubstr("the table is full"));
	EXPECT_THAT(all_of(*finding), Not(HasSubstr("cannot raise the limit")));

	auto child = full;
	child.place.initial = false;
	EXPECT_THAT(all_of(*ask(explosion, child)), HasSubstr("cannot raise the limit"));
}

TEST(Explosion, NeverOffersLessThanTheSmallestSensibleTable)
{
	auto small = observation({.max = 1'000, .parts = {{.kind = Kind::kActive, .entries = 950}}, .entries = 0});
	EXPECT_EQ(ask(explosion, small)->remedies.front().command, "ctgate tune apply max=65536");
	auto even = observation({.max = 131'072, .parts = {{.kind = Kind::kActive, .entries = 131'072}}, .entries = 0});
	EXPECT_EQ(ask(explosion, even)->remedies.front().command, "ctgate tune apply max=262144");
}

/// There is no room to speak of, and packets are refused for want of memory.
TEST(Explosion, HasASentenceWhereThereIsNoLimit)
{
	const auto seen =
		observation({.max = 0, .parts = {{.kind = Kind::kActive, .entries = 70'000}}, .a_second = {.drop = 5}});
	const auto finding = ask(explosion, seen);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->remedies.front().command, "ctgate tune apply max=131072");
}

TEST(Churn, FiresFromFortyPercentOnInAPressedTable)
{
	EXPECT_FALSE(fires(churn, nearly_full_with({.kind = Kind::kClosing, .entries = 35'999})));
	EXPECT_TRUE(fires(churn, nearly_full_with({.kind = Kind::kClosing, .entries = 36'000})));
	EXPECT_FALSE(fires(churn, table_with({.kind = Kind::kClosing, .entries = kEntries})));
}

/// What closes is gone two minutes later: the table must be full before that.
TEST(Churn, FiresWhenItFillsTheTableWithinItsOwnTime)
{
	const auto growing = [](std::int64_t growth) {
		return observation({.parts = {{.kind = Kind::kClosing, .entries = 9'000}}, .growth = growth});
	};
	EXPECT_TRUE(fires(churn, growing(800)));
	EXPECT_FALSE(fires(churn, growing(700)));
	auto slow = growing(700);
	slow.settings["nf_conntrack_tcp_timeout_time_wait"] = 600;
	EXPECT_TRUE(fires(churn, slow)) << "where they stay longer, they do fill it";
}

TEST(Churn, FreesWhatHasClosed)
{
	const auto finding = ask(churn, nearly_full_with({.kind = Kind::kClosing, .entries = 36'000}));
	EXPECT_EQ(finding->cause, Cause::kChurn);
	EXPECT_DOUBLE_EQ(finding->weight, 0.4);
	EXPECT_EQ(finding->frees(), 36'000U);
	EXPECT_THAT(all_of(*finding), HasSubstr("90 % of the limit is taken"));
	EXPECT_THAT(all_of(*finding), HasSubstr("nf_conntrack_tcp_timeout_time_wait is 120 s"));
}

} // namespace
} // namespace ctgate::doctor
