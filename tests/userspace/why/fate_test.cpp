// SPDX-License-Identifier: MIT
#include "userspace/why/fate.hpp"

#include "tests/userspace/why/steps.hpp"

#include <gmock/gmock.h>

namespace ctgate::why
{
namespace
{

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Fate fate(std::vector<ctg_step> more, std::uint32_t verdict)
{
	std::vector<ctg_step> steps = tcp_steps(0x10);
	steps.insert(steps.end(), more.begin(), more.end());
	return fate_of({.verdict = verdict, .steps = steps});
}

TEST(WhyFate, PassesWithoutAReason)
{
	const Fate passed = fate({}, XDP_PASS);
	EXPECT_EQ(passed.verdict, Verdict::kPassed);
	EXPECT_FALSE(passed.reason);
	EXPECT_THAT(passed.monitored, IsEmpty());
}

TEST(WhyFate, PassesWhereReasonsMonitorOrAreOff)
{
	const Fate passed =
		fate({reason_step(CTG_IP_FRAGMENT, CTG_MONITOR), reason_step(CTG_UDP_LENGTH, CTG_OFF)}, XDP_PASS);
	EXPECT_EQ(passed.verdict, Verdict::kPassed);
	EXPECT_THAT(passed.monitored, ElementsAre(CTG_IP_FRAGMENT));
}

TEST(WhyFate, NamesTheReasonThatDropsAndThoseThatOnlyCountedBefore)
{
	const Fate dropped =
		fate({reason_step(CTG_IP_FRAGMENT, CTG_MONITOR), reason_step(CTG_UDP_LENGTH, CTG_DROP)}, XDP_DROP);
	EXPECT_EQ(dropped.verdict, Verdict::kDropped);
	EXPECT_EQ(dropped.reason, CTG_UDP_LENGTH);
	EXPECT_THAT(dropped.monitored, ElementsAre(CTG_IP_FRAGMENT));
}

TEST(WhyFate, SaysWhatADisarmedFilterWouldDrop)
{
	const Fate spared = fate({reason_step(CTG_TCP_FLAGS_NULL, CTG_DROP)}, XDP_PASS);
	EXPECT_EQ(spared.verdict, Verdict::kWouldDrop);
	EXPECT_EQ(spared.reason, CTG_TCP_FLAGS_NULL);
}

TEST(WhyFate, TakesNoReasonForSureWhileConntrackLearns)
{
	const auto out_of_state = reason_step(CTG_TCP_OUT_OF_STATE, CTG_DROP);
	const Fate unsure = fate({step(CTG_STEP_LEARNING, 1), out_of_state}, XDP_PASS);
	EXPECT_EQ(unsure.verdict, Verdict::kPassed);
	EXPECT_THAT(unsure.monitored, ElementsAre(CTG_TCP_OUT_OF_STATE));
	const Fate sure = fate({step(CTG_STEP_LEARNING, 0), out_of_state}, XDP_DROP);
	EXPECT_EQ(sure.verdict, Verdict::kDropped);
}

} // namespace
} // namespace ctgate::why
