// SPDX-License-Identifier: MIT
#include "loader/program/machine.hpp"
#include "tests/host/native.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kNow = 1'000'000'000'000ULL * CTG_TIME_PER_NS;
constexpr int kBurst = 20, kSlack = 8; ///< as CTG_PAIR_SLACK says
const ctg_pace kPace = pace_of({.packets = 1, .period_s = 1, .burst = kBurst, .reserved = 0});

/// A hash of this pair of buckets.
std::uint32_t hash_of(std::uint32_t first, std::uint32_t second)
{
	std::uint32_t hash = 0;
	for (native_pair pair = ::native_pair_of(hash); pair.first != first || pair.second != second;)
		pair = ::native_pair_of(++hash);
	return hash;
}

/// Two sources with one bucket in common, and a third that shares none with the first.
const std::uint32_t kBoth = hash_of(0, 2), kSharesFirst = hash_of(0, 3), kApart = hash_of(1, 3);

struct Line {
	ctg_line line{};

	bool take(std::uint32_t hash, std::uint64_t now = kNow)
	{
		if (!::native_pair_has_token(&line, hash, &kPace, now))
			return false;
		::native_pair_charge(&line, hash, &kPace, now);
		return true;
	}
	int take_all(std::uint32_t hash, std::uint64_t now = kNow)
	{
		int taken = 0;
		while (take(hash, now))
			++taken;
		return taken;
	}
};

TEST(Pair, IsEachOfTheSixAboutAsOften)
{
	std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
	for (std::uint32_t hash = 0; hash < 256; ++hash) {
		const native_pair pair = ::native_pair_of(hash);
		++pairs[std::minmax(pair.first, pair.second)];
	}
	EXPECT_EQ(pairs.size(), 6u);
	for (const auto& [pair, times] : pairs) {
		EXPECT_LT(pair.first, pair.second) << "never the same bucket twice";
		EXPECT_LT(pair.second, std::uint32_t{CTG_LINE_BUCKETS});
		EXPECT_NEAR(times, 256 / 6, 2);
	}
}

TEST(Pair, GivesASourceItsBurstExactlyAndTheRateAfterwards)
{
	Line line;
	EXPECT_EQ(line.take_all(kBoth), kBurst);
	for (std::uint64_t token = 1; token <= 100; ++token) {
		EXPECT_FALSE(line.take(kBoth, kNow + token * kPace.cost - 1));
		EXPECT_EQ(line.take_all(kBoth, kNow + token * kPace.cost), 1);
	}
}

TEST(Pair, AskingTakesNothing)
{
	Line line;
	for (int i = 0; i < 3 * kBurst; ++i)
		EXPECT_TRUE(::native_pair_has_token(&line.line, kBoth, &kPace, kNow));
	EXPECT_EQ(line.take_all(kBoth), kBurst);
}

TEST(Pair, OfASourceThatSharesNoBucketIsUntouched)
{
	Line line;
	line.take_all(kBoth);
	EXPECT_EQ(line.take_all(kApart), kBurst);
}

TEST(Pair, OfASourceThatSharesOneBucketWithAFloodHasItsOtherBucketForItself)
{
	Line line;
	EXPECT_EQ(line.take_all(kBoth), kBurst);
	EXPECT_EQ(line.take_all(kSharesFirst), kBurst);
}

TEST(Pair, ASourceNeverGetsMoreThanItsBurstByWhoSharesWithIt)
{
	for (const std::uint32_t other : {0b01u, 0b10u, 0b11u}) {
		Line line;
		int taken = 0;
		for (int i = 0; i < 10 * kBurst; ++i) {
			taken += line.take(kBoth);
			line.take(other);
		}
		EXPECT_LE(taken, kBurst) << other;
	}
}

TEST(Pair, OfASourceThatSharesBothBucketsIsShared)
{
	Line line;
	EXPECT_EQ(line.take_all(kBoth), kBurst);
	EXPECT_EQ(line.take_all(kBoth | 0b100), 0) << "the bits above choose the line, not the pair";
}

TEST(Pair, ChargesBothBucketsWhileTheyAreWithinTheSlack)
{
	Line line;
	line.line.bucket[0].full_at = kNow + kSlack * kPace.cost;
	line.take(kBoth);
	EXPECT_EQ(line.line.bucket[0].full_at, kNow + (kSlack + 1) * kPace.cost);
	EXPECT_EQ(line.line.bucket[2].full_at, kNow + kPace.cost);
}

TEST(Pair, LeavesABucketAloneThatOthersEmptied)
{
	Line line;
	line.line.bucket[0].full_at = kNow + kSlack * kPace.cost + 1;
	line.take(kBoth);
	EXPECT_EQ(line.line.bucket[0].full_at, kNow + kSlack * kPace.cost + 1);
	EXPECT_EQ(line.line.bucket[2].full_at, kNow + kPace.cost);
}

TEST(Pair, OfAFloodDoesNotDrainWhoSharesOneBucketWithEitherOfItsOwn)
{
	// A source that is over its limit is charged nothing more: whoever shares with it gets their full rate.
	Line line;
	int shared = 0;
	for (std::uint64_t second = 0; second < 600; ++second) {
		for (int i = 0; i < 100; ++i)
			line.take(kBoth, kNow + second * kPace.cost);
		shared += line.take(kSharesFirst, kNow + second * kPace.cost);
	}
	EXPECT_EQ(shared, 600);
}

} // namespace
} // namespace ctgate
