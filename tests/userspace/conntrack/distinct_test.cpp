// SPDX-License-Identifier: MIT
#include "userspace/conntrack/distinct.hpp"

#include "tests/userspace/conntrack/flow.hpp"
#include "userspace/conntrack/hash.hpp"

#include <gtest/gtest.h>

namespace ctgate::conntrack
{
namespace
{

/// Three standard errors of 1.04 / sqrt(1024). These keys are always the same, so that nothing is left to chance.
constexpr double kError = 0.1;

std::uint64_t hash(std::uint64_t key)
{
	return mixed(mixed(key, 1), 2); // as often as an address is mixed
}

Distinct of_numbers(std::uint64_t from, std::uint64_t to)
{
	Distinct distinct;
	for (std::uint64_t i = from; i < to; ++i)
		distinct.add(hash(i));
	return distinct;
}

TEST(Distinct, IsZeroOfNothing)
{
	EXPECT_EQ(Distinct{}.estimate(), 0U);
}

TEST(Distinct, IsExactForAHandful)
{
	for (const std::uint64_t number : {1, 2, 5, 20})
		EXPECT_EQ(of_numbers(0, number).estimate(), number);
}

TEST(Distinct, IsCloseForAnyNumber)
{
	for (const std::uint64_t number : {300, 1000, 2500, 2600, 10'000, 100'000, 3'000'000}) {
		const auto estimate = static_cast<double>(of_numbers(0, number).estimate());
		EXPECT_NEAR(estimate, static_cast<double>(number), kError * static_cast<double>(number));
	}
}

TEST(Distinct, CountsAKeyOnce)
{
	Distinct distinct;
	for (int i = 0; i < 100'000; ++i)
		distinct.add(hash(i % 3));
	EXPECT_EQ(distinct.estimate(), 3U);
}

TEST(Distinct, OfTwoStreamsCountsWhatEitherHeld)
{
	Distinct both = of_numbers(0, 50'000);
	both.add(of_numbers(25'000, 100'000));
	EXPECT_EQ(both.estimate(), of_numbers(0, 100'000).estimate());
}

/// The same bytes are another address in the other family, and addresses in a row spread over all cells.
TEST(Distinct, TellsAddressesApart)
{
	Distinct addresses;
	Address next = address("10.0.0.0");
	for (int i = 0; i < 60'000; ++i) {
		next.bytes[3] = static_cast<std::uint8_t>(i);
		next.bytes[2] = static_cast<std::uint8_t>(i >> 8);
		addresses.add(hash_of(next));
	}
	EXPECT_NEAR(static_cast<double>(addresses.estimate()), 60'000, 0.15 * 60'000) << "the key differs in each run";

	Address version6 = address("10.0.0.0");
	version6.family = AF_INET6;
	EXPECT_NE(hash_of(address("10.0.0.0")), hash_of(version6));
}

} // namespace
} // namespace ctgate::conntrack
