// SPDX-License-Identifier: MIT
#include "tests/userspace/doctor/observations.hpp"

#include <gmock/gmock.h>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;
using testing::HasSubstr;
using testing::Not;

using rules::malformed;

Observation with_malformed(std::uint64_t malformed, std::uint64_t tcp)
{
	return observation({.tapped = {{.tcp = tcp, .malformed = malformed}}});
}

Observation with_invalid(std::uint64_t invalid, std::uint64_t received)
{
	return observation({.a_second = {.invalid = invalid}, .received_a_second = received});
}

TEST(Malformed, FiresFromFiftyASecondOnThatAreAHundredthOfTcp)
{
	EXPECT_FALSE(fires(malformed, with_malformed(49, 100)));
	EXPECT_TRUE(fires(malformed, with_malformed(50, 100)));
	EXPECT_TRUE(fires(malformed, with_malformed(50, 5'000)));
	EXPECT_FALSE(fires(malformed, with_malformed(50, 5'001)));
}

TEST(Malformed, SaysThatNothingIsKnownWithoutATap)
{
	EXPECT_FALSE(fires(malformed, observation({.received_a_second = 1'000})));
}

TEST(Malformed, SendsToTheGate)
{
	auto seen = with_malformed(500, 1'000);
	const auto finding = ask(malformed, seen);
	EXPECT_EQ(finding->cause, Cause::kMalformed);
	EXPECT_THAT(finding->verdict,
		    HasSubstr("500/s TCP segments come in with flags that no stack sends (50 % of TCP)"));
	EXPECT_EQ(finding->remedies.front().command, "ctgate attach eth0");
	seen.gates = {"eth0"};
	EXPECT_EQ(ask(malformed, seen)->remedies.front().command, "ctgate status") << "it stands there already";
}

TEST(Malformed, WeighsMoreWhenItIsWhatAFullTableRefuses)
{
	const auto with_refused = [](std::uint64_t refused) {
		return *ask(malformed,
			    observation({.a_second = {.drop = refused}, .tapped = {{.tcp = 1'000, .malformed = 500}}}));
	};
	EXPECT_DOUBLE_EQ(with_refused(0).weight, 0.6);
	EXPECT_DOUBLE_EQ(with_refused(1'000).weight, 0.8);
	EXPECT_DOUBLE_EQ(with_refused(500).weight, 1);
	EXPECT_THAT(all_of(with_refused(1'000)), HasSubstr("up to 50 % are malformed, not customers"));
	EXPECT_THAT(all_of(with_refused(0)), Not(HasSubstr("refuses")));
}

/// The two sockets are read one after the other.
TEST(Malformed, IsNeverMoreThanAllOfTcp)
{
	EXPECT_THAT(ask(malformed, with_malformed(60, 0))->verdict, HasSubstr("(100 % of TCP)"));
}

TEST(Invalid, FiresFromAHundredASecondOnThatAreATwentiethOfAll)
{
	EXPECT_FALSE(fires(malformed, with_invalid(99, 1'000)));
	EXPECT_TRUE(fires(malformed, with_invalid(100, 2'000)));
	EXPECT_FALSE(fires(malformed, with_invalid(100, 2'001)));
	EXPECT_FALSE(fires(malformed, with_invalid(100, 0))) << "of nothing";
}

TEST(Invalid, SendsToThePlanAndNotToTheGate)
{
	const auto finding = ask(malformed, with_invalid(100, 1'000));
	EXPECT_DOUBLE_EQ(finding->weight, 0.3);
	EXPECT_THAT(finding->verdict, HasSubstr("though their flags are in order"));
	EXPECT_THAT(all_of(*finding), HasSubstr("10 % of the packets that came in"));
	EXPECT_EQ(finding->remedies.front().command, "ctgate tune plan");
}

TEST(Malformed, IsNothingInAnIntervalOfNothing)
{
	auto seen = with_malformed(500, 1'000);
	seen.seconds = 0;
	EXPECT_FALSE(fires(malformed, seen));
}

} // namespace
} // namespace ctgate::doctor
