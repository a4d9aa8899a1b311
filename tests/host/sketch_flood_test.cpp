// SPDX-License-Identifier: MIT
// The sketch under a flood of made-up sources, by a clock of its own: what happens to the innocent.
#include "bpf/abi.h"
#include "loader/program/machine.hpp"
#include "tests/host/native.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kSecond = 1'000'000'000ULL * CTG_TIME_PER_NS;
constexpr std::uint64_t kStart = 1000 * kSecond;
constexpr std::uint64_t kFlood = 1'000'000; ///< made-up sources a second
constexpr std::uint64_t kSeconds = 3;
constexpr std::uint32_t kRate = 100; ///< of a source, by default
constexpr int kInnocents = 1000;

/// The default limit `dns`: a rate for each /32, sixteen times that for each /24, in its share of the 8 MiB.
class Sketch
{
public:
	Sketch(std::uint32_t lines, std::mt19937& random) : lines_(lines)
	{
		for (ctg_hash_key& key : keys_)
			for (__u64* part : {&key.a, &key.b, &key.c, &key.d})
				*part = std::uint64_t{random()} << 32 | random();
		const ctg_rate rate{.packets = kRate, .period_s = 1, .burst = 2 * kRate, .reserved = 0};
		paces_ = {pace_of(rate), pace_of(rate, 16)};
	}

	bool take(std::uint32_t address, std::uint64_t now)
	{
		std::array<std::uint32_t, 2> hash{};
		bool has_token = true;
		for (std::size_t i = 0; i < hash.size(); ++i) {
			hash[i] = ::native_hash(&keys_[i], std::array{0U, 0U, 0U, address}.data(), kMasks[i].data(),
						CTG_IPV4);
			has_token &= ::native_pair_has_token(&line_of(hash[i]), hash[i], &paces_[i], now);
		}
		for (std::size_t i = 0; has_token && i < hash.size(); ++i)
			::native_pair_charge(&line_of(hash[i]), hash[i], &paces_[i], now);
		return has_token;
	}

private:
	static constexpr std::array<std::array<std::uint32_t, 4>, 2> kMasks{
		{{0, 0, 0, 0xffffffff}, {0, 0, 0, 0xffffff}}};

	ctg_line& line_of(std::uint32_t hash) { return lines_[std::uint64_t{hash} * lines_.size() >> 32]; }

	std::vector<ctg_line> lines_;
	std::array<ctg_hash_key, 2> keys_{};
	std::array<ctg_pace, 2> paces_{};
};

/// How many of a thousand sources, each at this share of its limit, were refused a packet. Who shares buckets with whom
/// is a matter of the keys, and they of the seed.
int refused_at(double share, std::uint32_t lines, unsigned seed)
{
	std::mt19937 random{seed};
	Sketch sketch{lines, random};
	std::vector<std::uint32_t> innocents(kInnocents);
	for (auto& address : innocents)
		address = static_cast<std::uint32_t>(random());
	std::vector<bool> refused(kInnocents);

	const auto gap = static_cast<std::uint64_t>(
		kFlood / (kRate * share * kInnocents)); // flood packets between two of theirs
	std::size_t next = 0;
	for (std::uint64_t i = 0; i < kFlood * kSeconds; ++i) {
		const std::uint64_t now = kStart + i * (kSecond / kFlood);
		sketch.take(static_cast<std::uint32_t>(random()), now);
		if (i % gap == 0) {
			const std::size_t who = next++ % kInnocents;
			refused[who] = refused[who] || !sketch.take(innocents[who], now);
		}
	}
	return static_cast<int>(std::ranges::count(refused, true));
}

/// Of the sketch, what the default limits leave to `dns`.
std::uint32_t default_lines()
{
	ctg_policy policy{};
	for (std::uint32_t slot = 0; slot < 11; ++slot) {
		policy.limit[slot].protocol = CTG_LIMIT_UDP;
		for (auto& rate : policy.limit[slot].rate)
			rate = {.packets = 1, .period_s = 1, .burst = 1, .reserved = 0};
		policy.action[ctg_limit_reason(slot, CTG_EACH_SOURCE)] = slot < 3 ? CTG_DROP : CTG_OFF;
	}
	return machine_for(policy, {.tick = std::chrono::milliseconds{4}, .keys = draw_keys()}).limit[0].lines;
}

TEST(SketchUnderAFlood, RefusesFewerThanOneInAHundredInnocentSources)
{
	constexpr unsigned kDraws = 5;
	for (const double share : {0.1, 0.5, 0.9}) {
		int refused = 0;
		for (unsigned seed = 1; seed <= kDraws; ++seed)
			refused += refused_at(share, default_lines(), seed);
		std::printf("1,000,000 made-up sources/s, innocents at %.0f %% of their limit: %.1f %% were refused a "
			    "packet\n",
			    100 * share, 100.0 * refused / kInnocents / kDraws);
		EXPECT_LT(refused, kInnocents * int{kDraws} / 100);
	}
}

TEST(SketchUnderAFlood, DoesRefuseThemWhenItIsMuchTooSmall)
{
	EXPECT_GT(refused_at(0.9, default_lines() / 64, 1), kInnocents / 20);
}

} // namespace
} // namespace ctgate
