// SPDX-License-Identifier: MIT
#include "loader/machine.hpp"

#include "loader/reasons.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kBucketSecond = 1'000'000'000ULL * CTG_TIME_PER_NS;

/// The clock moves in ticks, so a full bucket must hold the tokens of several or it would overflow at each.
constexpr std::uint64_t kTicksInBurst = 4;

bool coarse_clock_serves(const ctg_machine& machine)
{
	return std::ranges::all_of(machine.limit, [&](const auto& limit) {
		const std::uint64_t least = machine.tick * kTicksInBurst;
		return limit.total.depth >= least && limit.source.depth >= least;
	});
}

} // namespace

ctg_pace pace_of(const ctg_rate& rate)
{
	const std::uint64_t cost = (kBucketSecond * rate.period_s + rate.packets / 2) / rate.packets;
	return {.cost = cost, .depth = cost * rate.burst};
}

ctg_machine machine_for(const ctg_policy& policy, std::chrono::nanoseconds tick, const HashKeys& keys)
{
	ctg_machine machine{};
	const auto hertz = static_cast<std::uint32_t>((std::nano::den + tick.count() / 2) / tick.count());
	machine.tick = kBucketSecond / hertz;
	machine.jiffies_at_boot =
		static_cast<std::uint32_t>(-300 * static_cast<std::int64_t>(hertz)); // INITIAL_JIFFIES

	for (std::size_t id = 0; id < CTG_LIMIT_COUNT; ++id) {
		machine.limit[id].total = pace_of(policy.limit[id].total);
		machine.limit[id].source = pace_of(policy.limit[id].source);
		std::ranges::copy(keys[id], machine.limit[id].key);
	}
	machine.clock = coarse_clock_serves(machine) ? CTG_CLOCK_JIFFIES : CTG_CLOCK_KTIME;
	machine.tcp_flags = std::ranges::any_of(reasons(), [&](const Reason& reason) {
		return reason.topic == Topic::kTcpFlags && policy.action[reason.id] != CTG_OFF;
	});
	return machine;
}

std::chrono::nanoseconds kernel_tick()
{
	// The coarse clocks are as fine as the tick, and say so (kernel/time/posix-timers.c).
	struct timespec resolution {
	};
	::clock_getres(CLOCK_MONOTONIC_COARSE, &resolution);
	return std::chrono::seconds{resolution.tv_sec} + std::chrono::nanoseconds{resolution.tv_nsec};
}

HashKeys draw_keys()
{
	HashKeys keys{};
	// Up to 256 bytes are never cut short nor interrupted (random(7)).
	static_assert(sizeof(keys) <= 256);
	if (::getrandom(keys.data(), sizeof(keys), 0) != sizeof(keys))
		std::abort();
	return keys;
}

HashKeys keys_of(const ctg_machine& machine)
{
	HashKeys keys{};
	for (std::size_t id = 0; id < CTG_LIMIT_COUNT; ++id)
		std::ranges::copy(machine.limit[id].key, keys[id].begin());
	return keys;
}

} // namespace ctgate
