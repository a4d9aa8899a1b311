// SPDX-License-Identifier: MIT
// One bucket, several CPUs: what passes is what the rate allows, to the packet.
#include "loader/program/machine.hpp"
#include "tests/host/native.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kBoot = 1'000'000'000'000ULL * CTG_TIME_PER_NS;
constexpr int kThreads = 4, kPacketsOfAThread = 300'000;

/// The burst is so deep that a thread which loses its CPU with the time in its hand is not seconds behind.
const ctg_pace kPace = pace_of({1'000'000, 1, 200'000, 0});

/// Ten times the rate, from all threads at once, by one clock that each packet moves.
class Hammer
{
public:
	void run()
	{
		std::vector<std::jthread> threads;
		for (int i = 0; i < kThreads; ++i)
			threads.emplace_back([this] { offer(); });
	}

	/// A packet that failed CTG_BUCKET_TRIES times passed on credit; here the last of it is paid back.
	void settle()
	{
		clock_ += kThreads * kPace.cost;
		while (::native_bucket_take(&bucket_, &kPace, clock_))
			++passed_;
	}

	std::uint64_t passed() const { return passed_; }
	std::uint64_t duration() const { return clock_ - kBoot; }

private:
	void offer()
	{
		std::uint64_t passed = 0;
		for (int i = 0; i < kPacketsOfAThread; ++i)
			passed += ::native_bucket_take(&bucket_, &kPace, clock_.fetch_add(kPace.cost / 10));
		passed_ += passed;
	}

	alignas(64) ctg_bucket bucket_{};
	alignas(64) std::atomic<std::uint64_t> clock_{kBoot};
	std::atomic<std::uint64_t> passed_ = 0;
};

TEST(BucketOfManyThreads, PassesExactlyRateTimesTimePlusBurst)
{
	Hammer hammer;
	hammer.run();
	hammer.settle();
	EXPECT_EQ(hammer.passed(), (hammer.duration() + kPace.depth) / kPace.cost);
}

TEST(BucketOfManyThreads, GivesOutABurstOnceWhenTimeStandsStill)
{
	ctg_bucket bucket{};
	const ctg_pace pace = pace_of({1, 1, 10'000, 0});
	std::atomic<int> passed = 0;
	{
		std::vector<std::jthread> threads;
		for (int i = 0; i < kThreads; ++i)
			threads.emplace_back([&] {
				for (int packet = 0; packet < 10'000; ++packet)
					passed += ::native_bucket_take(&bucket, &pace, kBoot);
			});
	}
	// Each thread may have had one packet on credit, and only after losing CTG_BUCKET_TRIES races for it.
	EXPECT_GE(passed, 10'000);
	EXPECT_LE(passed, 10'000 + kThreads);
	EXPECT_EQ(bucket.full_at, kBoot + static_cast<std::uint64_t>(passed.load()) * pace.cost);
}

} // namespace
} // namespace ctgate
