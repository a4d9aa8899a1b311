// SPDX-License-Identifier: MIT
#include "loader/program/machine.hpp"

#include "loader/reasons.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kBucketSecond = 1'000'000'000ULL * CTG_TIME_PER_NS;

/// The clock moves in ticks, so a full bucket must hold the tokens of several or it would overflow at each.
constexpr std::uint64_t kTicksInBurst = 4;

/// A source that learned by patience which others share its buckets cannot use it for longer.
constexpr std::chrono::hours kKeysLast{24};

/// Of the sketch, a limit that holds sources to a rate gets so much, one that only remembers them a single share.
constexpr std::uint32_t kSharesOfSources = 8;

/// This part of the total's burst is kept for sources that are known, but never the last token.
constexpr std::uint64_t kReserveDivisor = 2;

bool is_used(const ctg_limit& limit)
{
	return limit.protocol != CTG_LIMIT_UNUSED;
}

bool is_on(const ctg_policy& policy, std::uint32_t slot, ctg_limit_bucket bucket)
{
	return is_used(policy.limit[slot]) && policy.action[ctg_limit_reason(slot, bucket)] != CTG_OFF;
}

bool is_on(const ctg_policy& policy, std::uint32_t slot)
{
	return is_on(policy, slot, CTG_EACH_SOURCE) || is_on(policy, slot, CTG_EACH_DESTINATION) ||
	       is_on(policy, slot, CTG_TOTAL);
}

/// The address bits that a prefix length keeps, as the program loads an address.
void set_mask(__u32 (&mask)[4], ctg_family family, std::uint32_t bits)
{
	std::array<std::uint8_t, sizeof(mask)> bytes{};
	const std::uint32_t first = family == CTG_IPV4 ? 96 : 0;
	for (std::uint32_t bit = first; bit < first + bits; ++bit)
		bytes[bit / 8] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
	std::memcpy(mask, bytes.data(), sizeof(mask));
}

void set_paces(ctg_limit_machine& machine, const ctg_limit& limit)
{
	machine.total = pace_of(limit.rate[CTG_TOTAL]);
	machine.reserve = std::min(machine.total.depth / kReserveDivisor, machine.total.depth - machine.total.cost);
	machine.destination = pace_of(limit.rate[CTG_EACH_DESTINATION]);
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		for (std::size_t i = 0; i < CTG_PREFIX_LENGTHS_MAX; ++i) {
			const ctg_prefix_length& prefix = limit.prefix[family][i];
			if (prefix.bits == 0)
				continue;
			set_mask(machine.source[family][i].mask, family, prefix.bits);
			machine.source[family][i].pace = pace_of(limit.rate[CTG_EACH_SOURCE], prefix.times);
		}
	}
}

std::uint32_t shares_of(const ctg_policy& policy, std::uint32_t slot)
{
	if (!is_on(policy, slot))
		return 0; // it remembers nobody
	return is_on(policy, slot, CTG_EACH_SOURCE) || is_on(policy, slot, CTG_EACH_DESTINATION) ? kSharesOfSources : 1;
}

void divide_sketch(ctg_machine& machine, const ctg_policy& policy, std::uint32_t lines)
{
	std::uint64_t shares = 0, given = 0;
	for (std::uint32_t slot = 0; slot < CTG_LIMITS_MAX; ++slot)
		shares += shares_of(policy, slot);
	for (std::uint32_t slot = 0; slot < CTG_LIMITS_MAX; ++slot) {
		const auto first = static_cast<std::uint32_t>(lines * given / std::max<std::uint64_t>(shares, 1));
		given += shares_of(policy, slot);
		const auto end = static_cast<std::uint32_t>(lines * given / std::max<std::uint64_t>(shares, 1));
		machine.limit[slot].first_line = first;
		machine.limit[slot].lines = end - first;
	}
}

bool coarse_clock_serves(const ctg_machine& machine, const ctg_policy& policy)
{
	const std::uint64_t least = machine.tick * kTicksInBurst;
	for (std::uint32_t slot = 0; slot < CTG_LIMITS_MAX; ++slot) {
		const ctg_limit_machine& limit = machine.limit[slot];
		if (is_on(policy, slot, CTG_TOTAL) && limit.total.depth - limit.reserve < least)
			return false;
		if (is_on(policy, slot, CTG_EACH_DESTINATION) && limit.destination.depth < least)
			return false;
		for (const auto& family : limit.source)
			for (const auto& prefix : family)
				if (is_on(policy, slot, CTG_EACH_SOURCE) && prefix.pace.cost &&
				    prefix.pace.depth < least)
					return false;
	}
	return true;
}

bool any_is_on(const ctg_policy& policy, std::uint8_t protocol)
{
	for (std::uint32_t slot = 0; slot < CTG_LIMITS_MAX; ++slot)
		if (policy.limit[slot].protocol == protocol && is_on(policy, slot))
			return true;
	return false;
}

/// The ports of a limit that is off are looked up too: what they claim, no other limit holds.
void note_limits(ctg_machine& machine, const ctg_policy& policy)
{
	for (std::uint32_t slot = CTG_LIMITS_MAX; slot-- > 0;) {
		const ctg_limit& limit = policy.limit[slot];
		if (is_used(limit) && limit.ports > 0 && any_is_on(policy, limit.protocol))
			machine.port_limits[limit.protocol] = 1;
		if (limit.ports == 0 && is_on(policy, slot))
			machine.any_limit[limit.protocol] = static_cast<__u8>(slot + 1);
	}
}

} // namespace

ctg_pace pace_of(const ctg_rate& rate, std::uint32_t times)
{
	const std::uint64_t packets = std::uint64_t{rate.packets} * times;
	const std::uint64_t cost = (kBucketSecond * rate.period_s + packets / 2) / packets;
	return {.cost = cost, .depth = cost * rate.burst * times};
}

ctg_machine machine_for(const ctg_policy& policy, const MachineFacts& facts)
{
	ctg_machine machine{};
	const auto hertz = static_cast<std::uint32_t>((std::nano::den + facts.tick.count() / 2) / facts.tick.count());
	machine.tick = kBucketSecond / hertz;
	machine.jiffies_at_boot =
		static_cast<std::uint32_t>(-300 * static_cast<std::int64_t>(hertz)); // INITIAL_JIFFIES
	std::ranges::copy(facts.keys.key, machine.key);
	machine.keys_drawn_at = static_cast<__u64>(facts.keys.drawn_at.time_since_epoch().count());
	machine.allow = facts.allow;
	machine.deny = facts.deny;

	for (std::size_t slot = 0; slot < CTG_LIMITS_MAX; ++slot)
		if (is_used(policy.limit[slot]))
			set_paces(machine.limit[slot], policy.limit[slot]);
	divide_sketch(machine, policy, facts.sketch_lines);
	note_limits(machine, policy);
	machine.clock = coarse_clock_serves(machine, policy) ? CTG_CLOCK_JIFFIES : CTG_CLOCK_KTIME;
	machine.tcp_flags = std::ranges::any_of(reasons(), [&](const Reason& reason) {
		return reason.topic == Topic::kTcpFlags && policy.action[reason.id] != CTG_OFF;
	});
	machine.shortcut = machine.allow == 0 && machine.deny == 0; // they come first
	return machine;
}

std::unique_ptr<ctg_ports> ports_for(const ctg_policy& policy)
{
	auto ports = std::make_unique<ctg_ports>();
	for (std::uint32_t slot = CTG_LIMITS_MAX; slot-- > 0;) {
		const ctg_limit& limit = policy.limit[slot];
		auto& sides = limit.protocol == CTG_LIMIT_UDP ? ports->udp : ports->tcp;
		for (std::size_t i = 0; is_used(limit) && i < limit.ports; ++i)
			sides[limit.side][limit.port[i]] = static_cast<__u8>(slot + 1);
	}
	return ports;
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
	static_assert(sizeof(keys.key) <= 256);
	if (::getrandom(keys.key.data(), sizeof(keys.key), 0) != sizeof(keys.key))
		std::abort();
	keys.drawn_at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
	return keys;
}

HashKeys keys_of(const ctg_machine& machine)
{
	const std::chrono::sys_seconds drawn_at{std::chrono::seconds{machine.keys_drawn_at}};
	if (std::chrono::system_clock::now() - drawn_at > kKeysLast)
		return draw_keys();
	HashKeys keys{.key = {}, .drawn_at = drawn_at};
	std::ranges::copy(machine.key, keys.key.begin());
	return keys;
}

} // namespace ctgate
