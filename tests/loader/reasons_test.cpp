// SPDX-License-Identifier: MIT
#include "loader/reasons.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

namespace ctgate
{
namespace
{

TEST(Reasons, HaveIdsThatAreNeverUsedTwice)
{
	std::set<int> ids;
	std::set<std::string_view> names;
	for (const Reason& reason : reasons()) {
		EXPECT_TRUE(ids.insert(reason.id).second) << reason.name;
		EXPECT_TRUE(names.insert(reason.name).second) << reason.name;
		EXPECT_LT(reason.id, CTG_LIMIT_REASONS) << "behind it are those of the limits";
		EXPECT_GT(reason.id, 0);
	}
}

TEST(Reasons, AreAppendedNotInserted)
{
	EXPECT_TRUE(std::ranges::is_sorted(reasons(), {}, &Reason::id));
}

TEST(Reasons, HaveNamesFitForConfigurationAndMetrics)
{
	const std::regex fit{"[a-z][a-z0-9_]*"};
	for (const Reason& reason : reasons())
		EXPECT_TRUE(std::regex_match(std::string{reason.name}, fit)) << reason.name;
}

TEST(Reasons, AreFoundByNameAndById)
{
	EXPECT_EQ(find_reason("udp_length")->id, CTG_UDP_LENGTH);
	EXPECT_EQ(find_reason(CTG_UDP_LENGTH)->name, "udp_length");
	EXPECT_EQ(find_reason("udp"), nullptr);
}

TEST(Reasons, OfALimitFollowFromItsSlotAndAreNamedAfterIt)
{
	ctg_policy policy{};
	EXPECT_EQ(reasons_of(policy).size(), reasons().size());
	std::string{"my-game"}.copy(policy.limit[2].name, CTG_LIMIT_NAME_SIZE - 1);
	const auto all = reasons_of(policy);
	ASSERT_EQ(all.size(), reasons().size() + CTG_LIMIT_BUCKETS) << "also when it was deleted: its counters live on";
	const Reason& source = all[reasons().size()];
	EXPECT_EQ(source.name, "limit_my_game_source");
	EXPECT_EQ(source.id, CTG_LIMIT_REASONS + 2 * CTG_LIMIT_BUCKETS + CTG_EACH_SOURCE);
	EXPECT_EQ(source.topic, Topic::kLimit);
	EXPECT_EQ(all[reasons().size() + 1].name, "limit_my_game_destination");
	EXPECT_EQ(all.back().name, "limit_my_game_total");
	EXPECT_EQ(all.back().what, "all sources together are over limit `my-game`");
}

TEST(Reasons, OfEveryLimitFitTheCounters)
{
	EXPECT_LT(ctg_limit_reason(CTG_LIMITS_MAX - 1, CTG_TOTAL), static_cast<__u32>(CTG_REASON_MAX));
}

TEST(Reasons, NameEveryIllegalValueOfTheFlags)
{
	EXPECT_EQ(std::ranges::count(reasons(), Topic::kTcpFlags, &Reason::topic), 23);
}

} // namespace
} // namespace ctgate
