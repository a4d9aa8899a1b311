// SPDX-License-Identifier: MIT
#include "userspace/conntrack/top.hpp"

#include "userspace/conntrack/hash.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ctgate::conntrack
{
namespace
{

using Numbers = Top<std::uint64_t>;

void add(Numbers& top, std::uint64_t key, std::uint64_t times = 1)
{
	top.add(key, mixed(key, 0), times);
}

TEST(Top, CountsAFewKeysExactly)
{
	Numbers top;
	for (int i = 0; i < 3; ++i)
		add(top, 7);
	add(top, 8, 5);
	add(top, 9);
	const auto heaviest = top.heaviest(2);
	ASSERT_EQ(heaviest.size(), 2U);
	EXPECT_EQ(heaviest[0].key, 8U);
	EXPECT_EQ(heaviest[0].times, 5U);
	EXPECT_EQ(heaviest[1].key, 7U);
	EXPECT_EQ(heaviest[1].times, 3U);
	EXPECT_EQ(top.undercount(), 0U);
}

TEST(Top, NamesNobodyWhenNobodyCame)
{
	EXPECT_TRUE(Numbers{}.heaviest(5).empty());
	Numbers one;
	add(one, 7);
	EXPECT_EQ(one.heaviest(5).size(), 1U);
	EXPECT_TRUE(one.heaviest(0).empty());
}

TEST(Top, TellsKeysOfOneHashApart)
{
	Numbers top;
	top.add(1, 99, 2);
	top.add(2, 99, 3);
	top.add(1, 99, 2);
	const auto heaviest = top.heaviest(5);
	ASSERT_EQ(heaviest.size(), 2U);
	EXPECT_EQ(heaviest[0].key, 1U);
	EXPECT_EQ(heaviest[0].times, 4U);
	EXPECT_EQ(heaviest[1].times, 3U);
}

/// The worst case for a sketch: the heavy one is buried under keys that come once each.
TEST(Top, FindsAHeavyKeyAmongAMillionThatComeOnce)
{
	constexpr std::uint64_t kStrangers = 1'000'000, kHeavy = kStrangers / 20;
	Numbers top;
	for (std::uint64_t i = 0; i < kStrangers; ++i) {
		add(top, 1000 + i);
		if (i % 20 == 0)
			add(top, 7);
	}
	const auto heaviest = top.heaviest(1);
	ASSERT_EQ(heaviest.size(), 1U);
	EXPECT_EQ(heaviest[0].key, 7U);
	EXPECT_LE(heaviest[0].times, kHeavy);
	EXPECT_GE(heaviest[0].times + top.undercount(), kHeavy);
	EXPECT_LE(top.undercount(), (kStrangers + kHeavy) * 2 / 256) << "what the comment promises";
}

/// Some come often and most come rarely, as clients do: key k with a chance of 1/k.
std::map<std::uint64_t, std::uint64_t> fill(Numbers& top, unsigned seed, std::uint64_t number)
{
	std::mt19937_64 random{seed};
	std::uniform_real_distribution<double> exponent{0, 14};
	std::map<std::uint64_t, std::uint64_t> truth;
	for (std::uint64_t i = 0; i < number; ++i) {
		const auto key = static_cast<std::uint64_t>(std::exp(exponent(random)));
		add(top, key);
		++truth[key];
	}
	return truth;
}

void expect_within_undercount(const Numbers& top, std::map<std::uint64_t, std::uint64_t>& truth)
{
	for (const auto& [key, times] : top.heaviest(256)) {
		EXPECT_LE(times, truth[key]) << key;
		EXPECT_GE(times + top.undercount(), truth[key]) << key;
	}
}

TEST(Top, NeverSaysTooMuchAndAtMostTheUndercountTooLittle)
{
	Numbers top;
	auto truth = fill(top, 1, 300'000);
	EXPECT_GT(top.undercount(), 0U) << "so short a stream proves nothing";
	expect_within_undercount(top, truth);
	EXPECT_EQ(top.heaviest(1).front().key, 1U);
}

TEST(Top, OfTwoStreamsIsTheTopOfBoth)
{
	Numbers left, right;
	auto truth = fill(left, 1, 200'000);
	for (const auto& [key, times] : fill(right, 2, 100'000))
		truth[key] += times;
	left.add(right);
	expect_within_undercount(left, truth);
	EXPECT_LE(left.undercount(), 300'000U * 2 / 256);
	EXPECT_GT(left.heaviest(1).front().times, 200'000U / 20) << "both streams are in it";
}

} // namespace
} // namespace ctgate::conntrack
