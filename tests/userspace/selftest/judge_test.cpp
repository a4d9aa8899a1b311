// SPDX-License-Identifier: MIT
// The selftest can fail: traces as a broken filter would leave them, each called wrong for what is wrong with it.
#include "userspace/selftest/judge.hpp"

#include <linux/bpf.h>

#include <gmock/gmock.h>

namespace ctgate::selftest
{
namespace
{

using ::testing::HasSubstr;
using ::testing::Optional;

ctg_step said(ctg_reason reason, ctg_action action)
{
	return {.kind = CTG_STEP_REASON,
		.x = static_cast<__u16>(reason),
		.y = static_cast<__u32>(action),
		.a = 0,
		.b = 0};
}

ctg_step step(ctg_step_kind kind, unsigned x, unsigned y = 0)
{
	return {.kind = static_cast<__u16>(kind), .x = static_cast<__u16>(x), .y = y, .a = 0, .b = 0};
}

Trace passed(std::vector<ctg_step> steps = {})
{
	return {.verdict = XDP_PASS, .steps = std::move(steps)};
}

Trace dropped(std::vector<ctg_step> steps)
{
	return {.verdict = XDP_DROP, .steps = std::move(steps)};
}

Config disarmed()
{
	Config config = Config::defaults();
	config.set_arming(Arming::kDisarmed);
	return config;
}

const Config kConfig = Config::defaults();
const Expected kNull{.reasons = {CTG_TCP_FLAGS_NULL}};
const Expected kInnocent{.admitted = true};
const ctg_step kSaysNull = said(CTG_TCP_FLAGS_NULL, CTG_DROP);

TEST(Judge, TakesWhatTheConfigurationSays)
{
	EXPECT_EQ(judge(kConfig, kNull, dropped({kSaysNull})), std::nullopt);
	EXPECT_EQ(judge(disarmed(), kNull, passed({kSaysNull})), std::nullopt);
	EXPECT_EQ(judge(kConfig, kInnocent, passed()), std::nullopt);
}

TEST(Judge, TheVerdictAloneFollowsWhatIsWrongWithTheFrame)
{
	EXPECT_EQ(judge_verdict(kConfig, kNull, XDP_DROP), std::nullopt);
	EXPECT_EQ(judge_verdict(disarmed(), kNull, XDP_PASS), std::nullopt);
	EXPECT_EQ(judge_verdict(kConfig, {.reasons = {CTG_PREFIX_DENIED}}, XDP_PASS), std::nullopt);
	EXPECT_EQ(judge_verdict(kConfig, {.reasons = {CTG_IP_FRAGMENT}}, XDP_PASS), std::nullopt);
	EXPECT_THAT(judge_verdict(kConfig, kNull, XDP_PASS), Optional(HasSubstr("passed by the way that packets")));
	EXPECT_THAT(judge_verdict(kConfig, kInnocent, XDP_DROP),
		    Optional(HasSubstr("dropped by the way that packets")));
	EXPECT_TRUE(judge_verdict(kConfig, kInnocent, XDP_ABORTED));
}

TEST(Judge, AMalformedOneThatSlipsIsWrong)
{
	EXPECT_THAT(judge(kConfig, kNull, passed()), Optional(HasSubstr("slipped past tcp_flags_null")));
	EXPECT_THAT(judge(disarmed(), kNull, passed()), Optional(HasSubstr("slipped past tcp_flags_null")));
}

TEST(Judge, AnInnocentOneThatIsDroppedIsWrong)
{
	EXPECT_THAT(judge(kConfig, kInnocent, dropped({kSaysNull})),
		    Optional(HasSubstr("tcp_flags_null is said of it, and is not true")));
	EXPECT_THAT(judge(kConfig, kInnocent, dropped({})), Optional(HasSubstr("no reason is said")));
	EXPECT_THAT(judge(kConfig, kInnocent, passed({said(CTG_IP_FRAGMENT, CTG_MONITOR)})),
		    Optional(HasSubstr("ip_fragment is said of it")));
}

TEST(Judge, AnotherReasonThanTheOneIsWrong)
{
	EXPECT_THAT(judge(kConfig, kNull, dropped({said(CTG_TCP_FLAGS_FIN, CTG_DROP)})),
		    Optional(HasSubstr("slipped past tcp_flags_null")));
}

TEST(Judge, AReasonThatIsSaidAndDoesNotActIsWrong)
{
	EXPECT_THAT(judge(kConfig, kNull, passed({kSaysNull})), Optional(HasSubstr("the verdict is 2")));
	EXPECT_THAT(judge(disarmed(), kNull, dropped({kSaysNull})), Optional(HasSubstr("disarmed")));
}

TEST(Judge, AnActionOtherThanTheConfiguredOneIsWrong)
{
	EXPECT_THAT(judge(kConfig, kNull, passed({said(CTG_TCP_FLAGS_NULL, CTG_MONITOR)})),
		    Optional(HasSubstr("the program has tcp_flags_null at monitor, the configuration at drop")));
}

TEST(Judge, ALimitThatIsNotAskedIsWrong)
{
	const Expected question{.limit = 0, .admitted = true};
	EXPECT_EQ(judge(kConfig, question, passed({step(CTG_STEP_LIMIT, 0)})), std::nullopt);
	EXPECT_THAT(judge(kConfig, question, passed()), Optional(HasSubstr("slipped past limit dns")));
	EXPECT_THAT(judge(kConfig, question, passed({step(CTG_STEP_LIMIT, 1)})),
		    Optional(HasSubstr("slipped past limit dns")));
}

TEST(Judge, ALimitThatIsOverAtThisMomentMayDropItsOwnPackets)
{
	const auto over = static_cast<ctg_reason>(ctg_limit_reason(0, CTG_TOTAL));
	const std::vector<ctg_step> steps{step(CTG_STEP_LIMIT, 0), said(over, CTG_DROP)};
	EXPECT_EQ(judge(kConfig, {.limit = 0, .admitted = true}, dropped(steps)), std::nullopt);
	EXPECT_THAT(judge(kConfig, {.limit = 1, .admitted = true}, dropped(steps)),
		    Optional(HasSubstr("limit_dns_total is said of it")));
	EXPECT_THAT(judge(kConfig, {.admitted = false}, dropped(steps)),
		    Optional(HasSubstr("limit_dns_total is said of it")));
}

TEST(Judge, ConntracksReasonsFollowItsAnswer)
{
	Config config = Config::defaults();
	config.set_action(CTG_TCP_OUT_OF_STATE, CTG_DROP);
	const Expected segment{.unknown = CTG_TCP_OUT_OF_STATE, .admitted = true};
	const ctg_step no_entry = step(CTG_STEP_CONNTRACK, CTG_NO_ENTRY);
	const ctg_step says = said(CTG_TCP_OUT_OF_STATE, CTG_DROP);
	EXPECT_EQ(judge(config, segment, dropped({no_entry, step(CTG_STEP_LEARNING, 0), says})), std::nullopt);
	EXPECT_EQ(judge(config, segment, passed({no_entry, step(CTG_STEP_LEARNING, 1), says})), std::nullopt);
	EXPECT_EQ(judge(config, segment, passed({step(CTG_STEP_CONNTRACK, CTG_ENTRY_REPLY)})), std::nullopt);
	EXPECT_THAT(judge(config, segment, passed({no_entry})), Optional(HasSubstr("slipped past tcp_out_of_state")));
	EXPECT_THAT(judge(config, segment, dropped({says})), Optional(HasSubstr("tcp_out_of_state is said of it")));
	EXPECT_THAT(judge(config, segment, dropped({no_entry, step(CTG_STEP_LEARNING, 1), says})),
		    Optional(HasSubstr("no reason is said")));
}

TEST(Judge, ADeniedSourceIsDeniedAndNobodyElse)
{
	const ctg_step denied = said(CTG_PREFIX_DENIED, CTG_DROP);
	const Expected from_denied{.reasons = {CTG_PREFIX_DENIED}, .admitted = true};
	EXPECT_EQ(judge(kConfig, from_denied, dropped({step(CTG_STEP_SET, CTG_SET_DENY, 1), denied})), std::nullopt);
	EXPECT_THAT(judge(kConfig, from_denied, passed({step(CTG_STEP_SET, CTG_SET_DENY, 0)})),
		    Optional(HasSubstr("slipped past prefix_denied")));
	EXPECT_THAT(judge(kConfig, kInnocent, dropped({step(CTG_STEP_SET, CTG_SET_DENY, 0), denied})),
		    Optional(HasSubstr("prefix_denied is said of it")));
}

} // namespace
} // namespace ctgate::selftest
