// SPDX-License-Identifier: MIT
#include "userspace/config/suggest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ctgate
{
namespace
{

using namespace std::chrono_literals;

constexpr std::uint64_t kSecond = 1'000'000'000;

/// `count` packets of one source, evenly spaced from `begin` on.
void add(std::vector<ctg_observed>& packets, std::uint64_t source, int count, double begin_s, double gap_s)
{
	for (int i = 0; i < count; ++i)
		packets.push_back(
			{.at_ns = static_cast<std::uint64_t>((100 + begin_s + i * gap_s) * kSecond), .source = source});
}

TEST(Suggest, OneSteadySourceNeedsItsRateAndABurstOfAPacketOrTwo)
{
	std::vector<ctg_observed> packets;
	add(packets, 1, 600, 0, 0.1);
	const Suggestion seen = suggest(packets, 60s);
	EXPECT_EQ(seen.packets, 600u);
	EXPECT_EQ(seen.sources, 1u);
	EXPECT_EQ(seen.source.rate, (Rate{10, 1}));
	EXPECT_LE(seen.source.burst, 2u);
	EXPECT_EQ(seen.touched, 0u);
}

TEST(Suggest, ABurstIsAllowedForAndNotTakenForARate)
{
	std::vector<ctg_observed> packets;
	add(packets, 1, 60, 0, 0.001);
	const Suggestion seen = suggest(packets, 60s);
	EXPECT_EQ(seen.source.rate, (Rate{1, 1}));
	EXPECT_GE(seen.source.burst, 60u);
}

TEST(Suggest, OneSourceInAThousandMayBeTouched)
{
	std::vector<ctg_observed> packets;
	for (std::uint64_t source = 0; source < 1999; ++source)
		add(packets, source, 60, 0, 1);
	add(packets, 5000, 60000, 0, 0.001); // a thousand times as fast
	const Suggestion seen = suggest(packets, 60s);
	EXPECT_EQ(seen.source.rate, (Rate{1, 1}));
	EXPECT_EQ(seen.touched, 1u);
}

TEST(Suggest, TwoInAThousandMayNot)
{
	std::vector<ctg_observed> packets;
	for (std::uint64_t source = 0; source < 998; ++source)
		add(packets, source, 60, 0, 1);
	add(packets, 5000, 600, 0, 0.1);
	add(packets, 5001, 600, 0, 0.1);
	EXPECT_EQ(suggest(packets, 60s).source.rate, (Rate{10, 1}));
}

TEST(Suggest, ASlowSourceGetsAPeriodThatSuitsIt)
{
	std::vector<ctg_observed> packets;
	add(packets, 1, 5, 0, 60);
	EXPECT_EQ(suggest(packets, 300s).source.rate, (Rate{1, 60}));
}

TEST(Suggest, TheTotalRefusesNothingOfWhatWasSeen)
{
	std::vector<ctg_observed> packets;
	for (std::uint64_t source = 0; source < 100; ++source)
		add(packets, source, 60, 0, 1); // all at the same moment of each second
	const Suggestion seen = suggest(packets, 60s);
	EXPECT_EQ(seen.total.rate, (Rate{100, 1}));
	EXPECT_GE(seen.total.burst, 100u);
}

TEST(Suggest, TheOrderInWhichCpusReportDoesNotMatter)
{
	std::vector<ctg_observed> forward;
	add(forward, 1, 600, 0, 0.1);
	std::vector<ctg_observed> backward{forward.rbegin(), forward.rend()};
	EXPECT_EQ(suggest(forward, 60s).source, suggest(backward, 60s).source);
}

} // namespace
} // namespace ctgate
