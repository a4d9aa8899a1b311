// SPDX-License-Identifier: MIT
#include "loader/program/machine.hpp"
#include "tests/host/native.h"
#include "tests/host/rational_bucket.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kSecond = 1'000'000'000ULL * CTG_TIME_PER_NS;
constexpr std::uint64_t kMillisecond = kSecond / 1000;
constexpr std::uint64_t kBoot = 1000 * kSecond; ///< a machine that has been up for a while

struct TestBucket {
	ctg_pace pace;
	ctg_bucket bucket{};

	explicit TestBucket(const ctg_rate& rate) : pace{pace_of(rate)} {}
	bool take(std::uint64_t now) { return ::native_bucket_take(&bucket, &pace, now); }
	int take_all(std::uint64_t now)
	{
		int taken = 0;
		while (take(now))
			++taken;
		return taken;
	}
};

const ctg_rate kRates[] = {{1, 1, 1, 0},           {1, 1, 7, 0},      {3, 1, 10, 0},         {7, 60, 5, 0},
			   {10, 3600, 1, 0},       {10, 3600, 24, 0}, {100, 1, 200, 0},      {997, 1, 13, 0},
			   {20'000, 1, 40'000, 0}, {99'999, 1, 3, 0}, {1'000'000, 1, 50, 0}, {999'983, 1, 1000, 0},
			   {1'000'000, 60, 9, 0}};

std::string to_string(const ctg_rate& rate)
{
	return fmt::format("{} per {} s, burst {}", rate.packets, rate.period_s, rate.burst);
}

/// Gaps between packets around the bucket's own pace: from storms to idling.
std::uint64_t random_gap(std::mt19937_64& random, std::uint64_t cost)
{
	switch (random() % 4) {
	case 0:
		return 0;
	case 1:
		return random() % cost;
	case 2:
		return cost - 1 + random() % 3;
	default:
		return random() % (cost * 20);
	}
}

TEST(Bucket, DecidesEveryPacketAsTheOracleDoes)
{
	for (const ctg_rate& rate : kRates) {
		TestBucket bucket{rate};
		RationalBucket oracle{1, bucket.pace.cost, rate.burst};
		std::mt19937_64 random{rate.packets};
		std::uint64_t now = kBoot;
		for (int i = 0; i < 20'000; ++i) {
			now += random_gap(random, bucket.pace.cost);
			ASSERT_EQ(bucket.take(now), oracle.take(now)) << to_string(rate) << ", packet " << i;
		}
	}
}

TEST(Bucket, PassesWhatTheRateAllowsToWithinItsRounding)
{
	for (const ctg_rate& rate : kRates) {
		TestBucket bucket{rate};
		// Bucket time rounds what a packet costs by at most half a unit.
		const std::uint64_t twice = 2 * kSecond * rate.period_s;
		RationalBucket slower{2ULL * rate.packets, twice + rate.packets, rate.burst};
		RationalBucket faster{2ULL * rate.packets, twice - rate.packets, rate.burst};
		std::mt19937_64 random{rate.burst};
		std::uint64_t now = kBoot;
		int passed = 0, at_least = 0, at_most = 0;
		for (int i = 0; i < 20'000; ++i) {
			now += random_gap(random, bucket.pace.cost);
			passed += bucket.take(now);
			at_least += slower.take(now);
			at_most += faster.take(now);
			ASSERT_GE(passed, at_least) << to_string(rate) << ", packet " << i;
			ASSERT_LE(passed, at_most) << to_string(rate) << ", packet " << i;
		}
	}
}

TEST(Bucket, PassesTheBurstExactlyAfterIdling)
{
	for (const ctg_rate& rate : kRates) {
		TestBucket bucket{rate};
		std::uint64_t now = kBoot;
		EXPECT_EQ(bucket.take_all(now), static_cast<int>(rate.burst)) << to_string(rate);
		for (const int idle : {1, 2, 10}) {
			now += bucket.pace.depth * static_cast<std::uint64_t>(idle);
			EXPECT_EQ(bucket.take_all(now), static_cast<int>(rate.burst)) << to_string(rate);
		}
	}
}

TEST(Bucket, RefillsOneTokenAtATime)
{
	TestBucket bucket{{100, 1, 200, 0}};
	std::uint64_t now = kBoot;
	bucket.take_all(now);
	for (int token = 0; token < 1000; ++token) {
		EXPECT_FALSE(bucket.take(now + bucket.pace.cost - 1));
		now += bucket.pace.cost;
		EXPECT_TRUE(bucket.take(now));
		EXPECT_FALSE(bucket.take(now));
	}
}

TEST(Bucket, LosesNoCreditToOddSpacing)
{
	// With a burst of one, a token that falls due between two packets is lost by definition: the bucket was full.
	const auto passed_in = [](const ctg_rate& rate, std::uint64_t spacing, std::uint64_t duration) {
		TestBucket bucket{rate};
		std::uint64_t passed = 0;
		for (std::uint64_t at = 0; at <= duration; at += spacing)
			passed += bucket.take(kBoot + at);
		return passed;
	};
	EXPECT_EQ(passed_in({1, 1, 2, 0}, 3 * kMillisecond / 2, 600 * kSecond), 2u + 600);
	EXPECT_EQ(passed_in({3, 1, 2, 0}, 7 * kMillisecond, 602 * kSecond), 2u + 3 * 602);
	EXPECT_EQ(passed_in({10, 3600, 5, 0}, 700 * kMillisecond, 7 * 3600 * kSecond), 5u + 10 * 7);
}

TEST(Bucket, LosesNothingToAClockThatTicks)
{
	for (const std::uint64_t hertz : {100u, 250u, 1000u}) {
		TestBucket bucket{{20'000, 1, 40'000, 0}};
		const std::uint64_t tick = kSecond / hertz;
		std::uint64_t passed = 0;
		for (std::uint64_t at = 0; at < 10 * kSecond + tick; at += kSecond / 200'000)
			passed += bucket.take(kBoot + at / tick * tick);
		EXPECT_EQ(passed, 40'000u + 10 * 20'000) << hertz;
	}
}

TEST(Bucket, AskingTakesNothing)
{
	TestBucket bucket{{1, 1, 2, 0}};
	for (int left = 2; left > 0; --left) {
		for (int i = 0; i < 5; ++i)
			EXPECT_TRUE(::native_bucket_has_token(&bucket.bucket, &bucket.pace, kBoot));
		EXPECT_TRUE(bucket.take(kBoot));
	}
	EXPECT_FALSE(::native_bucket_has_token(&bucket.bucket, &bucket.pace, kBoot));
}

TEST(Bucket, ChargingTakesWhatIsNotThereAndItIsPaidBack)
{
	TestBucket bucket{{1, 1, 2, 0}};
	for (int i = 0; i < 3; ++i)
		::native_bucket_charge(&bucket.bucket, &bucket.pace, kBoot);
	EXPECT_FALSE(bucket.take(kBoot + kSecond)) << "the first second pays the debt";
	EXPECT_TRUE(bucket.take(kBoot + 2 * kSecond));
}

TEST(Bucket, ChargingAfterIdlingCountsFromNow)
{
	TestBucket bucket{{1, 1, 2, 0}};
	::native_bucket_charge(&bucket.bucket, &bucket.pace, kBoot);
	EXPECT_EQ(bucket.take_all(kBoot), 1);
	::native_bucket_charge(&bucket.bucket, &bucket.pace, kBoot + 100 * kSecond);
	EXPECT_EQ(bucket.take_all(kBoot + 100 * kSecond), 1);
}

TEST(Bucket, DebtOfASlowerConfigurationIsCutToAnEmptyBucket)
{
	TestBucket slow{{10, 3600, 24, 0}}, fast{{100, 1, 200, 0}};
	slow.take_all(kBoot);
	fast.bucket = slow.bucket;
	ASSERT_TRUE(::native_bucket_is_overdrawn(&fast.bucket, &fast.pace, kBoot));
	::native_bucket_cut(&fast.bucket, &fast.pace, kBoot);
	EXPECT_EQ(fast.take_all(kBoot), 0) << "an empty bucket ...";
	EXPECT_EQ(fast.take_all(kBoot + kSecond), 100) << "... that fills at the new rate";
}

TEST(Bucket, DebtUpToTwiceTheDepthStands)
{
	TestBucket bucket{{100, 1, 200, 0}};
	bucket.bucket.full_at = kBoot + 2 * bucket.pace.depth;
	EXPECT_FALSE(::native_bucket_is_overdrawn(&bucket.bucket, &bucket.pace, kBoot));
	bucket.bucket.full_at += 1;
	EXPECT_TRUE(::native_bucket_is_overdrawn(&bucket.bucket, &bucket.pace, kBoot));
}

TEST(Bucket, ForgivesNothingToACpuThatWasHeldUp)
{
	TestBucket bucket{{100'000, 1, 100, 0}};
	const __u64 now = kBoot + kSecond, when_it_read_the_clock = now - kSecond / 2;
	EXPECT_EQ(bucket.take_all(now), 100);
	ASSERT_TRUE(::native_bucket_is_overdrawn(&bucket.bucket, &bucket.pace, when_it_read_the_clock));
	::native_bucket_cut(&bucket.bucket, &bucket.pace, now);
	EXPECT_EQ(bucket.take_all(now), 0);
}

TEST(Pace, RoundsOneOverTheRateByLessThanTheHeaderSays)
{
	for (std::uint32_t packets = 1; packets <= 1'000'000; ++packets) {
		const double exact = static_cast<double>(kSecond) / packets;
		const double cost = static_cast<double>(pace_of({packets, 1, 1, 0}).cost);
		ASSERT_LT(std::abs(cost - exact) / exact, 4e-5) << packets << "/s";
	}
}

} // namespace
} // namespace ctgate
