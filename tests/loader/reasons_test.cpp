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
		EXPECT_LT(reason.id, CTG_REASON_MAX);
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

TEST(Reasons, NameEveryIllegalValueOfTheFlags)
{
	EXPECT_EQ(std::ranges::count(reasons(), Topic::kTcpFlags, &Reason::topic), 23);
}

} // namespace
} // namespace ctgate
