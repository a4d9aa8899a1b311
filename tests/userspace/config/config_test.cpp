// SPDX-License-Identifier: MIT
#include "userspace/config/config.hpp"

#include <gmock/gmock.h>

namespace ctgate
{
namespace
{

using ::testing::HasSubstr;

TEST(Config, DefaultsDropWhatConntrackCallsInvalidAndWhatIsDeniedAndOnlyCountTheRest)
{
	const Config config = Config::defaults();
	for (const Reason& reason : reasons()) {
		const bool only_counted = reason.topic == Topic::kConntrack ||
					  ((reason.topic == Topic::kEthernet || reason.topic == Topic::kIp) &&
					   reason.id != CTG_TINY_FRAGMENT);
		EXPECT_EQ(config.action(reason.id), only_counted ? CTG_MONITOR : CTG_DROP) << reason.name;
	}
	EXPECT_EQ(config.arming(), Arming::kArmed);
}

TEST(Config, DefaultsLetNoLimitDropButThoseOfDns)
{
	const Config config = Config::defaults();
	for (const Limit& limit : config.limits()) {
		const bool dns = limit.name == "dns" || limit.name == "dns-reply";
		for (const auto bucket : {CTG_EACH_SOURCE, CTG_TOTAL})
			EXPECT_EQ(config.action(config.reason(limit.name, bucket)) == CTG_DROP, dns) << limit.name;
		EXPECT_EQ(config.action(config.reason(limit.name, CTG_EACH_DESTINATION)), CTG_OFF) << limit.name;
	}
}

TEST(Config, DefaultLimitsCanBeSet)
{
	for (const Limit& limit : Config::defaults().limits())
		EXPECT_TRUE(limit.check()) << limit.name;
}

TEST(Config, DefaultLimitsOfDnsAreTheOnesInTheManual)
{
	for (const char* name : {"dns", "dns-reply"}) {
		const Limit limit = Config::defaults().limit(name).value();
		EXPECT_EQ(to_string(limit.bucket[CTG_TOTAL]), "20000/s burst 40000");
		EXPECT_EQ(to_string(limit.bucket[CTG_EACH_SOURCE]), "100/s burst 200");
		EXPECT_EQ(to_string(limit.prefixes[CTG_IPV4]), "/32, /24 x16");
		EXPECT_EQ(to_string(limit.prefixes[CTG_IPV6]), "/128, /64 x4, /48 x64");
	}
}

/// Unlike a default in every member.
Limit unlike(const std::string& name)
{
	return {.name = name,
		.protocol = CTG_LIMIT_TCP_SYN,
		.side = CTG_SOURCE,
		.ports = {7, 65535},
		.counting = Counting::kNewOnly,
		.bucket = {{{.rate = {1, 3600}, .burst = 2},
			    {.rate = {5, 1}, .burst = 6},
			    {.rate = {7, 60}, .burst = 3}}},
		.prefixes = {{{{.bits = 30, .times = 2}}, {{.bits = 56, .times = 1}, {.bits = 32, .times = 9}}}}};
}

TEST(Config, GivesBackTheLimitThatWasSet)
{
	Config config = Config::defaults();
	const Limit limit = unlike("dns");
	ASSERT_TRUE(config.set_limit(limit));
	EXPECT_EQ(config.limit("dns").value(), limit);
	EXPECT_EQ(config.limit("dns-reply").value(), Config::defaults().limit("dns-reply").value());
}

TEST(Config, RefusesABucketThatTakesDaysToFillAndKeepsTheOldOne)
{
	Config config = Config::defaults();
	Limit limit = config.limit("dns").value();
	limit.bucket[CTG_TOTAL] = {.rate = {1, 3600}, .burst = 25};
	const auto set = config.set_limit(limit);
	ASSERT_FALSE(set);
	EXPECT_THAT(set.error().message(), HasSubstr("25 hours"));
	EXPECT_EQ(config.limit("dns").value(), Config::defaults().limit("dns").value());
}

TEST(Config, AddsALimitOnceAndItsReasonsWithIt)
{
	Config config = Config::defaults();
	ASSERT_TRUE(config.add_limit(unlike("my-game")));
	EXPECT_EQ(config.limits().back(), unlike("my-game"));
	EXPECT_EQ(config.match_reasons("limit_my_game_*").value().size(), 3u);
	EXPECT_EQ(config.add_limit(unlike("my-game")).error().code(), EEXIST);
}

TEST(Config, KeepsTheSlotOfADeletedLimitForItsName)
{
	Config config = Config::defaults();
	const ctg_reason reason = config.reason("dns", CTG_TOTAL);
	ASSERT_TRUE(config.remove_limit("dns"));
	EXPECT_FALSE(config.limit("dns"));
	EXPECT_EQ(config.action(reason), CTG_OFF);
	ASSERT_TRUE(config.add_limit(unlike("other"))) << "takes another slot";
	EXPECT_NE(config.reason("other", CTG_TOTAL), reason);
	ASSERT_TRUE(config.add_limit(unlike("dns")));
	EXPECT_EQ(config.reason("dns", CTG_TOTAL), reason);
}

TEST(Config, HasRoomForThirtyTwoNamesInItsLife)
{
	Config config = Config::defaults();
	for (std::size_t i = config.limits().size(); i < CTG_LIMITS_MAX; ++i) {
		const std::string name = "limit-" + std::to_string(i);
		ASSERT_TRUE(config.add_limit(unlike(name)));
		ASSERT_TRUE(config.remove_limit(name));
	}
	EXPECT_EQ(config.add_limit(unlike("one-more")).error().code(), ENOSPC);
}

TEST(Config, SurvivesTheWayThroughTheImage)
{
	Config config = Config::defaults();
	config.set_action(CTG_TCP_FLAGS_NULL, CTG_OFF);
	config.set_arming(Arming::kDisarmed);
	config.set_allow_excuses(AllowExcuses::kMalformedToo);
	config.set_learning(std::chrono::seconds{7});
	const Config read = Config::from(config.policy());
	EXPECT_EQ(read.allow_excuses(), AllowExcuses::kMalformedToo);
	EXPECT_EQ(read.learning(), std::chrono::seconds{7});
	EXPECT_EQ(read.action(CTG_TCP_FLAGS_NULL), CTG_OFF);
	EXPECT_EQ(read.arming(), Arming::kDisarmed);
}

TEST(MatchReasons, FindsOneByNameAndManyByPrefix)
{
	const Config config = Config::defaults();
	EXPECT_EQ(config.match_reasons("udp_length").value().size(), 1u);
	EXPECT_EQ(config.match_reasons("tcp_flags_*").value().size(), 23u);
	EXPECT_EQ(config.match_reasons("limit_dns_reply_*").value().size(), 3u);
	EXPECT_EQ(config.match_reasons("*").value().size(), config.reasons().size());
	EXPECT_EQ(config.reasons().size(), reasons().size() + 3 * config.limits().size());
}

TEST(MatchReasons, NamesTheNearestWhenThereIsNone)
{
	const Config config = Config::defaults();
	EXPECT_THAT(config.match_reasons("tcp_flag_null").error().message(),
		    HasSubstr("did you mean `tcp_flags_null`?"));
	EXPECT_THAT(config.match_reasons("tcp_flag_*").error().message(), HasSubstr("no reason matches `tcp_flag_*`"));
	EXPECT_EQ(config.match_reasons("").error().code(), EINVAL);
}

TEST(FindLimit, NamesTheNearestWhenThereIsNone)
{
	const Config config = Config::defaults();
	EXPECT_EQ(config.limit("dns-reply").value().name, "dns-reply");
	EXPECT_THAT(config.limit("dns_reply").error().message(), HasSubstr("did you mean `dns-reply`?"));
	EXPECT_EQ(config.limit("frobnicate").error().message().find("did you mean"), std::string::npos)
		<< "nothing is near";
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
