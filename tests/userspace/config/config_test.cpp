// SPDX-License-Identifier: MIT
#include "userspace/config/config.hpp"

#include <gmock/gmock.h>

namespace ctgate
{
namespace
{

using ::testing::HasSubstr;

TEST(Config, DefaultsDropWhatConntrackCallsInvalidAndNothingElseButLimits)
{
	const Config config = Config::defaults();
	for (const Reason& reason : reasons()) {
		const bool only_counted = (reason.topic == Topic::kEthernet || reason.topic == Topic::kIp) &&
					  reason.id != CTG_TINY_FRAGMENT;
		EXPECT_EQ(config.action(reason.id), only_counted ? CTG_MONITOR : CTG_DROP) << reason.name;
	}
	EXPECT_EQ(config.arming(), Arming::kArmed);
}

TEST(Config, DefaultLimitsAreTheOnesInTheManual)
{
	for (const LimitRule& rule : limit_rules()) {
		EXPECT_EQ(to_string(Config::defaults().limit(rule.id).total), "20000/s burst 40000");
		EXPECT_EQ(to_string(Config::defaults().limit(rule.id).source), "100/s burst 200");
	}
}

TEST(Config, GivesBackTheLimitThatWasSet)
{
	Config config = Config::defaults();
	const Limit limit{.total = {.rate = {7, 60}, .burst = 3}, .source = {.rate = {1, 3600}, .burst = 2}};
	ASSERT_TRUE(config.set_limit(CTG_LIMIT_DNS, limit));
	EXPECT_EQ(config.limit(CTG_LIMIT_DNS), limit);
	EXPECT_EQ(config.limit(CTG_LIMIT_DNS_REPLY), Config::defaults().limit(CTG_LIMIT_DNS_REPLY));
}

TEST(Config, RefusesABucketThatTakesDaysToFillAndKeepsTheOldOne)
{
	Config config = Config::defaults();
	Limit limit = config.limit(CTG_LIMIT_DNS);
	limit.total = {.rate = {1, 3600}, .burst = 25};
	const auto set = config.set_limit(CTG_LIMIT_DNS, limit);
	ASSERT_FALSE(set);
	EXPECT_THAT(set.error().message(), HasSubstr("25 hours"));
	EXPECT_EQ(config.limit(CTG_LIMIT_DNS), Config::defaults().limit(CTG_LIMIT_DNS));
}

TEST(Config, SurvivesTheWayThroughTheImage)
{
	Config config = Config::defaults();
	config.set_action(CTG_TCP_FLAGS_NULL, CTG_OFF);
	config.set_arming(Arming::kDisarmed);
	const Config read = Config::from(config.policy());
	EXPECT_EQ(read.action(CTG_TCP_FLAGS_NULL), CTG_OFF);
	EXPECT_EQ(read.arming(), Arming::kDisarmed);
}

TEST(MatchReasons, FindsOneByNameAndManyByPrefix)
{
	EXPECT_EQ(match_reasons("udp_length").value().size(), 1u);
	EXPECT_EQ(match_reasons("tcp_flags_*").value().size(), 23u);
	EXPECT_EQ(match_reasons("*").value().size(), reasons().size());
}

TEST(MatchReasons, NamesTheNearestWhenThereIsNone)
{
	EXPECT_THAT(match_reasons("tcp_flag_null").error().message(), HasSubstr("did you mean `tcp_flags_null`?"));
	EXPECT_THAT(match_reasons("tcp_flag_*").error().message(), HasSubstr("no reason matches `tcp_flag_*`"));
	EXPECT_EQ(match_reasons("").error().code(), EINVAL);
}

TEST(FindLimit, NamesTheNearestWhenThereIsNone)
{
	EXPECT_EQ(find_limit("dns-reply").value().id, CTG_LIMIT_DNS_REPLY);
	EXPECT_THAT(find_limit("dns_reply").error().message(), HasSubstr("did you mean `dns-reply`?"));
	EXPECT_EQ(find_limit("ntp").error().message().find("did you mean"), std::string::npos) << "nothing is near";
}

TEST(ParseAction, KnowsThreeWords)
{
	EXPECT_EQ(parse_action("off").value(), CTG_OFF);
	EXPECT_EQ(parse_action("monitor").value(), CTG_MONITOR);
	EXPECT_EQ(parse_action("drop").value(), CTG_DROP);
	EXPECT_THAT(parse_action("dorp").error().message(), HasSubstr("did you mean `drop`?"));
}

} // namespace
} // namespace ctgate
