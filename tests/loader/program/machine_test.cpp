// SPDX-License-Identifier: MIT
#include "loader/program/machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace ctgate
{
namespace
{

using namespace std::chrono_literals;

constexpr double kBucketSecond = 1e9 * int{CTG_TIME_PER_NS};

constexpr ctg_rate kWide{.packets = 20'000, .period_s = 1, .burst = 40'000, .reserved = 0};
constexpr ctg_rate kNarrow{.packets = 1000, .period_s = 1, .burst = 10, .reserved = 0}; // full in 10 ms

/// A limit of UDP without ports that holds each address to a rate, and all together.
ctg_limit limit_of(const ctg_rate& total, const ctg_rate& source)
{
	ctg_limit limit{};
	limit.protocol = CTG_LIMIT_UDP;
	for (auto& rate : limit.rate)
		rate = source;
	limit.rate[CTG_TOTAL] = total;
	limit.prefix[CTG_IPV4][0] = {.bits = 32, .reserved = 0, .times = 1};
	limit.prefix[CTG_IPV6][0] = {.bits = 128, .reserved = 0, .times = 1};
	return limit;
}

ctg_policy policy_with(const ctg_limit& limit)
{
	ctg_policy policy{};
	policy.limit[0] = limit;
	policy.action[ctg_limit_reason(0, CTG_EACH_SOURCE)] = CTG_DROP;
	policy.action[ctg_limit_reason(0, CTG_TOTAL)] = CTG_DROP;
	return policy;
}

ctg_machine machine_with(const ctg_policy& policy, std::chrono::nanoseconds tick = 4ms)
{
	return machine_for(policy, {.tick = tick, .keys = {}});
}

__u32 clock_of(const ctg_rate& total, const ctg_rate& source, std::chrono::nanoseconds tick)
{
	return machine_with(policy_with(limit_of(total, source)), tick).clock;
}

std::uint32_t coarse()
{
	return CTG_CLOCK_JIFFIES;
}

std::uint32_t fine()
{
	return CTG_CLOCK_KTIME;
}

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

TEST(PaceOf, MultipliesRateAndBurst)
{
	EXPECT_EQ(pace_of(kWide, 16).cost, pace_of(kWide).cost / 16);
	EXPECT_EQ(pace_of(kWide, 16).depth, pace_of(kWide).depth) << "the burst lasts as long";
}

TEST(MachineFor, TakesTheFreeClockWhenBurstsSpanSeveralTicks)
{
	EXPECT_EQ(clock_of(kWide, kWide, 4ms), coarse());
}

TEST(MachineFor, TakesTheFineClockWhenATickWouldOverfillABucket)
{
	EXPECT_EQ(clock_of(kWide, kNarrow, 4ms), fine());
	EXPECT_EQ(clock_of(kWide, kNarrow, 1ms), coarse());
	EXPECT_EQ(clock_of(kNarrow, kWide, 4ms), fine());
}

TEST(MachineFor, JudgesTheTotalByThePartThatStrangersGet)
{
	const ctg_rate twenty_ms{.packets = 1000, .period_s = 1, .burst = 20, .reserved = 0};
	EXPECT_EQ(clock_of(kWide, twenty_ms, 4ms), coarse());
	EXPECT_EQ(clock_of(twenty_ms, kWide, 4ms), fine());
}

TEST(MachineFor, LooksOnlyAtBucketsThatAreAsked)
{
	ctg_policy policy = policy_with(limit_of(kWide, kNarrow));
	policy.action[ctg_limit_reason(0, CTG_EACH_SOURCE)] = CTG_OFF;
	EXPECT_EQ(machine_with(policy).clock, coarse());
	policy.action[ctg_limit_reason(0, CTG_EACH_DESTINATION)] = CTG_MONITOR;
	EXPECT_EQ(machine_with(policy).clock, fine());
	policy.limit[0].protocol = CTG_LIMIT_UNUSED;
	EXPECT_EQ(machine_with(policy).clock, coarse());
}

TEST(MachineFor, KeepsHalfOfTheTotalInReserve)
{
	const ctg_machine machine = machine_with(policy_with(limit_of(kWide, kNarrow)));
	EXPECT_EQ(machine.limit[0].total.depth, pace_of(kWide).depth);
	EXPECT_EQ(machine.limit[0].reserve, pace_of(kWide).depth / 2);
}

TEST(MachineFor, MasksWhatAPrefixLengthKeepsInNetworkByteOrder)
{
	ctg_limit limit = limit_of(kWide, kWide);
	limit.prefix[CTG_IPV4][1] = {.bits = 21, .reserved = 0, .times = 16};
	limit.prefix[CTG_IPV6][2] = {.bits = 52, .reserved = 0, .times = 64};
	const ctg_limit_machine machine = machine_with(policy_with(limit)).limit[0];
	using Bytes = std::array<std::uint8_t, 16>;
	EXPECT_EQ(std::bit_cast<Bytes>(machine.source[CTG_IPV4][0].mask),
		  (Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}));
	EXPECT_EQ(std::bit_cast<Bytes>(machine.source[CTG_IPV4][1].mask),
		  (Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xf8, 0}));
	EXPECT_EQ(std::bit_cast<Bytes>(machine.source[CTG_IPV6][2].mask),
		  (Bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf0, 0}));
	EXPECT_EQ(machine.source[CTG_IPV4][1].pace.cost, pace_of(kWide, 16).cost);
	EXPECT_EQ(machine.source[CTG_IPV6][1].pace.cost, 0u) << "no such length";
}

TEST(MachineFor, DividesTheWholeSketchWithoutOverlap)
{
	ctg_policy policy{};
	for (const std::uint32_t slot : {0u, 3u, 7u, 31u}) {
		policy.limit[slot] = limit_of(kWide, kWide);
		policy.action[ctg_limit_reason(slot, CTG_TOTAL)] = CTG_DROP;
	}
	policy.action[ctg_limit_reason(3, CTG_EACH_SOURCE)] = CTG_DROP;
	policy.action[ctg_limit_reason(7, CTG_TOTAL)] = CTG_OFF;
	const ctg_machine machine = machine_with(policy);
	std::uint32_t next = 0;
	for (const auto& limit : machine.limit) {
		EXPECT_EQ(limit.first_line, next);
		next += limit.lines;
	}
	EXPECT_EQ(next, static_cast<std::uint32_t>(CTG_SKETCH_LINES));
	EXPECT_EQ(machine.limit[1].lines, 0u) << "nobody is there";
	EXPECT_EQ(machine.limit[7].lines, 0u) << "nothing is asked of it";
	EXPECT_NEAR(machine.limit[3].lines, 8.0 * machine.limit[0].lines, 8) << "the other only remembers sources";
}

TEST(MachineFor, NotesByProtocolWhetherPortsAreAskedAndWhoTakesTheRest)
{
	ctg_policy policy{};
	for (const std::uint32_t slot : {2u, 4u, 6u}) {
		policy.limit[slot] = limit_of(kWide, kWide);
		policy.action[ctg_limit_reason(slot, CTG_TOTAL)] = CTG_MONITOR;
	}
	policy.limit[6].ports = 1;
	const ctg_machine machine = machine_with(policy);
	EXPECT_EQ(machine.any_limit[CTG_LIMIT_UDP], 2 + 1) << "the lowest slot";
	EXPECT_EQ(machine.port_limits[CTG_LIMIT_UDP], 1);
	EXPECT_EQ(machine.any_limit[CTG_LIMIT_TCP_SYN], 0);
	EXPECT_EQ(machine.port_limits[CTG_LIMIT_TCP_SYN], 0);

	policy.action[ctg_limit_reason(6, CTG_TOTAL)] = CTG_OFF;
	EXPECT_EQ(machine_with(policy).port_limits[CTG_LIMIT_UDP], 1) << "what it names, the others do not hold";
	for (const std::uint32_t slot : {2u, 4u})
		policy.action[ctg_limit_reason(slot, CTG_TOTAL)] = CTG_OFF;
	EXPECT_EQ(machine_with(policy).port_limits[CTG_LIMIT_UDP], 0) << "there is nothing to be exempt from";
}

TEST(MachineFor, TakesOverWhichSetsAreFilled)
{
	const ctg_machine machine = machine_for({}, {.tick = 4ms, .keys = {}, .allow = 1 << CTG_IPV4, .deny = 3});
	EXPECT_EQ(machine.allow, 1 << CTG_IPV4);
	EXPECT_EQ(machine.deny, 3);
}

TEST(MachineFor, TakesNoShortcutPastASetThatIsAskedFirst)
{
	EXPECT_TRUE(machine_for({}, {.tick = 4ms, .keys = {}}).shortcut);
	EXPECT_FALSE(machine_for({}, {.tick = 4ms, .keys = {}, .allow = 1}).shortcut);
	EXPECT_FALSE(machine_for({}, {.tick = 4ms, .keys = {}, .deny = 1}).shortcut);
}

TEST(PortsFor, GiveAPortToTheLowestSlotThatNamesIt)
{
	ctg_policy policy{};
	for (const std::uint32_t slot : {1u, 2u}) {
		policy.limit[slot] = limit_of(kWide, kWide);
		policy.limit[slot].ports = 2;
		policy.limit[slot].port[0] = 53;
		policy.limit[slot].port[1] = static_cast<__u16>(1000 + slot);
	}
	policy.limit[3] = policy.limit[1];
	policy.limit[3].side = CTG_SOURCE;
	policy.limit[4] = policy.limit[1];
	policy.limit[4].protocol = CTG_LIMIT_TCP_SYN;
	const auto ports = ports_for(policy);
	EXPECT_EQ(ports->udp[CTG_DESTINATION][53], 1 + 1);
	EXPECT_EQ(ports->udp[CTG_DESTINATION][1002], 2 + 1);
	EXPECT_EQ(ports->udp[CTG_SOURCE][53], 3 + 1);
	EXPECT_EQ(ports->tcp[CTG_DESTINATION][53], 4 + 1);
	EXPECT_EQ(std::ranges::count(ports->udp[CTG_DESTINATION], 0), 65536 - 3);
}

TEST(MachineFor, KnowsWhereJiffiesBegin)
{
	// INITIAL_JIFFIES: five minutes before the 32-bit counter wraps.
	EXPECT_EQ(machine_with({}, 4ms).jiffies_at_boot, 0x1'0000'0000ull - 300 * 250);
	EXPECT_EQ(machine_with({}, 1ms).jiffies_at_boot, 0x1'0000'0000ull - 300 * 1000);
}

TEST(MachineFor, CountsTicksThatAreNoWholeNanosecondsByTheirFrequency)
{
	EXPECT_EQ(machine_with({}, 3333333ns).tick, static_cast<__u64>(kBucketSecond / 300));
}

TEST(MachineFor, AsksTheFlagsWhenAnyOfTheirReasonsIsOn)
{
	ctg_policy policy{};
	EXPECT_EQ(machine_with(policy).tcp_flags, 0u);
	policy.action[CTG_TCP_DATA_OFFSET] = CTG_DROP;
	EXPECT_EQ(machine_with(policy).tcp_flags, 0u);
	policy.action[CTG_TCP_FLAGS_RST_URG] = CTG_MONITOR;
	EXPECT_EQ(machine_with(policy).tcp_flags, 1u);
}

TEST(Keys, AreDrawnAnewAndKeptInTheMachineForADay)
{
	const HashKeys first = draw_keys(), second = draw_keys();
	EXPECT_NE(first.key[0].a, second.key[0].a);
	const HashKeys kept = keys_of(machine_for({}, {.tick = 4ms, .keys = first}));
	EXPECT_EQ(kept.key[CTG_HASH_ROLES - 1].e, first.key[CTG_HASH_ROLES - 1].e);
	EXPECT_EQ(kept.drawn_at, first.drawn_at);

	HashKeys old = first;
	old.drawn_at -= std::chrono::hours{25};
	EXPECT_NE(keys_of(machine_for({}, {.tick = 4ms, .keys = old})).key[0].a, first.key[0].a);
}

TEST(KernelTick, IsOneOfTheFrequenciesThatKernelsAreBuiltWith)
{
	const auto hertz = std::lround(1e9 / static_cast<double>(kernel_tick().count()));
	EXPECT_TRUE(hertz == 100 || hertz == 250 || hertz == 300 || hertz == 1000) << hertz;
}

} // namespace
} // namespace ctgate
