// SPDX-License-Identifier: MIT
#include "loader/machine.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ctgate
{
namespace
{

using namespace std::chrono_literals;

constexpr double kBucketSecond = 1e9 * int{CTG_TIME_PER_NS};

ctg_policy policy_with(const ctg_rate& total, const ctg_rate& source)
{
	ctg_policy policy{};
	for (auto& limit : policy.limit) {
		limit.total = total;
		limit.source = source;
	}
	return policy;
}

constexpr ctg_rate kWide{.packets = 20'000, .period_s = 1, .burst = 40'000, .reserved = 0};

TEST(PaceOf, MissesNoRateByMoreThanOneInThousand)
{
	for (std::uint32_t rate = 1; rate <= 10'000'000; rate += 1 + rate / 7) {
		const ctg_pace pace = pace_of({.packets = rate, .period_s = 1, .burst = 1, .reserved = 0});
		EXPECT_NEAR(kBucketSecond / static_cast<double>(pace.cost), rate, rate * 1e-3);
	}
}

TEST(PaceOf, IsExactForRoundRates)
{
	EXPECT_EQ(pace_of(kWide).cost, 50'000u * CTG_TIME_PER_NS);
	EXPECT_EQ(pace_of(kWide).depth, 2'000'000'000ull * CTG_TIME_PER_NS);
	EXPECT_EQ(pace_of({.packets = 1, .period_s = 3600, .burst = 24, .reserved = 0}).depth,
		  86'400'000'000'000ull * CTG_TIME_PER_NS);
}

TEST(MachineFor, TakesTheFreeClockWhenBurstsSpanSeveralTicks)
{
	EXPECT_EQ(machine_for(policy_with(kWide, kWide), 4ms, {}).clock, static_cast<__u32>(CTG_CLOCK_JIFFIES));
}

TEST(MachineFor, TakesTheFineClockWhenATickWouldOverfillABucket)
{
	const ctg_rate narrow{.packets = 1000, .period_s = 1, .burst = 10, .reserved = 0}; // full in 10 ms
	EXPECT_EQ(machine_for(policy_with(kWide, narrow), 4ms, {}).clock, static_cast<__u32>(CTG_CLOCK_KTIME));
	EXPECT_EQ(machine_for(policy_with(kWide, narrow), 1ms, {}).clock, static_cast<__u32>(CTG_CLOCK_JIFFIES));
}

TEST(MachineFor, KnowsWhereJiffiesBegin)
{
	// INITIAL_JIFFIES: five minutes before the 32-bit counter wraps.
	EXPECT_EQ(machine_for(policy_with(kWide, kWide), 4ms, {}).jiffies_at_boot, 0x1'0000'0000ull - 300 * 250);
	EXPECT_EQ(machine_for(policy_with(kWide, kWide), 1ms, {}).jiffies_at_boot, 0x1'0000'0000ull - 300 * 1000);
}

TEST(MachineFor, CountsTicksThatAreNoWholeNanosecondsByTheirFrequency)
{
	EXPECT_EQ(machine_for(policy_with(kWide, kWide), 3333333ns, {}).tick, static_cast<__u64>(kBucketSecond / 300));
}

TEST(MachineFor, AsksTheFlagsWhenAnyOfTheirReasonsIsOn)
{
	ctg_policy policy = policy_with(kWide, kWide);
	EXPECT_EQ(machine_for(policy, 4ms, {}).tcp_flags, 0u);
	policy.action[CTG_TCP_DATA_OFFSET] = CTG_DROP;
	EXPECT_EQ(machine_for(policy, 4ms, {}).tcp_flags, 0u);
	policy.action[CTG_TCP_FLAGS_RST_URG] = CTG_MONITOR;
	EXPECT_EQ(machine_for(policy, 4ms, {}).tcp_flags, 1u);
}

TEST(Keys, AreDrawnAnewAndKeptInTheMachine)
{
	const HashKeys first = draw_keys(), second = draw_keys();
	EXPECT_NE(first[0][0].a, second[0][0].a);
	const HashKeys kept = keys_of(machine_for(policy_with(kWide, kWide), 4ms, first));
	EXPECT_EQ(kept[CTG_LIMIT_COUNT - 1][CTG_SKETCH_ROWS - 1].c, first[CTG_LIMIT_COUNT - 1][CTG_SKETCH_ROWS - 1].c);
}

TEST(KernelTick, IsOneOfTheFrequenciesThatKernelsAreBuiltWith)
{
	const auto hertz = std::lround(1e9 / static_cast<double>(kernel_tick().count()));
	EXPECT_TRUE(hertz == 100 || hertz == 250 || hertz == 300 || hertz == 1000) << hertz;
}

} // namespace
} // namespace ctgate
