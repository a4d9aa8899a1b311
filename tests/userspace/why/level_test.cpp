// SPDX-License-Identifier: MIT
#include "userspace/why/level.hpp"

#include "tests/userspace/why/steps.hpp"

#include <gtest/gtest.h>

namespace ctgate::why
{
namespace
{

using namespace std::chrono_literals;

/// The default limit `dns`: 20000/s burst 40000 in all, 100/s burst 200 for each source.
class WhyLevel : public testing::Test
{
protected:
	const Config config_ = Config::defaults();
	const ctg_image image_ = image_of(config_);
	const std::uint32_t slot_ = config_.slot("dns").value();
	const ctg_limit_machine& limit_ = image_.machine.limit[slot_];

	Level source(unsigned length, std::uint64_t debt, ctg_family family = CTG_IPV4) const
	{
		const auto depth = limit_.source[family][length].pace.depth;
		return level_of(step(CTG_STEP_BUCKET, CTG_EACH_SOURCE, length, debt, depth), slot_, family, image_);
	}
	Level total(std::uint64_t debt) const
	{
		return level_of(step(CTG_STEP_BUCKET, CTG_TOTAL, 0, debt, limit_.total.depth), slot_, CTG_IPV4, image_);
	}
	std::uint64_t source_cost() const { return limit_.source[CTG_IPV4][0].pace.cost; }
};

TEST_F(WhyLevel, FullBucketHoldsItsBurst)
{
	const Level full = source(0, 0);
	EXPECT_EQ(full.tokens, 200u);
	EXPECT_EQ(full.burst, 200u);
	EXPECT_EQ(full.prefix_bits, 32);
	EXPECT_EQ(full.rate, (Rate{100, 1}));
	EXPECT_FALSE(full.is_empty());
	EXPECT_EQ(full.wait.count(), 0);
}

TEST_F(WhyLevel, AStartedTokenIsNone)
{
	EXPECT_EQ(source(0, source_cost() * 197).tokens, 3u);
	EXPECT_EQ(source(0, source_cost() * 199).tokens, 1u);
	const Level empty = source(0, source_cost() * 199 + 1);
	EXPECT_EQ(empty.tokens, 0u);
	EXPECT_TRUE(empty.is_empty());
}

TEST_F(WhyLevel, SaysWhenTheNextTokenComes)
{
	EXPECT_NEAR(source(0, source_cost() * 200).wait.count(), 0.010, 1e-6);
	EXPECT_NEAR(source(0, source_cost() * 300).wait.count(), 1.010, 1e-4) << "in debt beyond empty";
}

TEST_F(WhyLevel, NetworksHaveSoManyTimesTheRate)
{
	const Level network = source(1, 0);
	EXPECT_EQ(network.prefix_bits, 24);
	EXPECT_EQ(network.rate, (Rate{1600, 1}));
	EXPECT_EQ(network.burst, 3200u);
	EXPECT_EQ(source(2, 0, CTG_IPV6).prefix_bits, 48);
}

TEST_F(WhyLevel, TheReserveOfTheTotalIsNotForAnybody)
{
	const Level full = total(0);
	EXPECT_EQ(full.tokens, 40000u);
	EXPECT_EQ(full.reserve, 20000u);
	EXPECT_FALSE(full.is_empty());
	const Level reserved = total(limit_.total.cost * 20000);
	EXPECT_EQ(reserved.tokens, 20000u);
	EXPECT_TRUE(reserved.is_empty());
	EXPECT_GT(reserved.wait.count(), 0);
}

} // namespace
} // namespace ctgate::why
