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

// Hosts that work hard and are well: no cause may fire.

constexpr std::uint64_t kLimit = 262'144;

TEST(Healthy, IsAWebServerOfWhichHalfTheTableIsInTimeWait)
{
	const std::vector<Part> parts{{.kind = Kind::kClosing,
				       .entries = 65'000,
				       .replied = 65'000,
				       .assured = 65'000,
				       .to_here = 65'000,
				       .sources = 20'000},
				      {.kind = Kind::kActive,
				       .entries = 40'000,
				       .replied = 40'000,
				       .assured = 40'000,
				       .to_here = 40'000,
				       .sources = 20'000},
				      {.kind = Kind::kIdle, .entries = 9'000, .replied = 9'000, .assured = 9'000},
				      {.kind = Kind::kSynReceived, .entries = 1'500, .replied = 1'500},
				      {.kind = Kind::kCloseWait, .entries = 2'500, .replied = 2'500, .assured = 2'500},
				      {.kind = Kind::kDnsAsked, .entries = 3'000, .replied = 2'900},
				      {.kind = Kind::kUdpUnreplied, .entries = 900}};
	auto seen = observation({.max = kLimit,
				 .parts = parts,
				 .entries = 0,
				 .growth = 25,
				 .a_second = {.invalid = 40, .clash_resolve = 0},
				 .tapped = {{.tcp = 50'000, .malformed = 2}},
				 .received_a_second = 60'000});
	// 540 a second close, so 540 a second expire: what comes more is chance.
	seen.figures.expiring = 5'400;
	EXPECT_EQ(causes_of(seen), "");
}

/// The smaller the table, the more a few arrivals more or less seem to mean.
TEST(Healthy, IsASmallServerWhoseTableGoesUpAndDown)
{
	auto seen = observation({.max = 8'192,
				 .parts = {{.kind = Kind::kClosing, .entries = 3'000, .replied = 3'000},
					   {.kind = Kind::kActive, .entries = 600, .replied = 600}},
				 .entries = 0,
				 .growth = 34});
	seen.figures.expiring = 250;
	EXPECT_GT(Case{seen}.growth(), 5) << "that would be full in a quarter of an hour";
	EXPECT_EQ(causes_of(seen), "");
}

TEST(Healthy, IsABusyResolver)
{
	EXPECT_EQ(causes_of(observation({.max = kLimit,
					 .parts = {{.kind = Kind::kDnsServed,
						    .entries = 90'000,
						    .replied = 88'000,
						    .to_here = 90'000,
						    .sources = 30'000},
						   {.kind = Kind::kDnsAsked,
						    .entries = 60'000,
						    .replied = 55'000,
						    .from_here = 60'000,
						    .destinations = 9'000},
						   {.kind = Kind::kActive, .entries = 4'000, .replied = 4'000}},
					 .entries = 0})),
		  "");
}

TEST(Healthy, IsAGatewayThatTranslates)
{
	auto seen =
		observation({.max = kLimit,
			     .parts = {{.kind = Kind::kActive, .entries = 90'000, .replied = 90'000, .assured = 90'000},
				       {.kind = Kind::kIdle, .entries = 40'000, .replied = 40'000, .assured = 40'000},
				       {.kind = Kind::kClosing, .entries = 20'000, .replied = 20'000},
				       {.kind = Kind::kUdpReplied, .entries = 30'000, .replied = 30'000},
				       {.kind = Kind::kUdpUnreplied, .entries = 8'000},
				       {.kind = Kind::kConnecting, .entries = 3'000},
				       {.kind = Kind::kReflected, .entries = 60},
				       {.kind = Kind::kDnsServed, .entries = 9'000, .replied = 8'800}},
			     .entries = 0,
			     .a_second = {.found = 4'000},
			     .tapped = {{.tcp = 200'000, .malformed = 30}},
			     .received_a_second = 300'000});
	seen.figures.translated = {{"198.51.100.1 > tcp 203.0.113.9:443", 9'000}};
	seen.figures.idle[4] = 10'000;
	seen.figures.idle[5] = 30'000;
	EXPECT_EQ(causes_of(seen), "");
}

/// Seen from the table it is one client that opens everything; the pair says that the load is spread.
TEST(Healthy, IsALoadBalancerThatIsItselfTheOnlySource)
{
	const std::vector<Part> parts{{.kind = Kind::kActive,
				       .entries = 100'000,
				       .replied = 100'000,
				       .assured = 100'000,
				       .from_here = 100'000,
				       .sources = 1,
				       .destinations = 8,
				       .top_sources = {{"10.0.0.1", 100'000}},
				       .top_pairs = {{"10.0.0.1 > tcp 10.0.1.1:8080", 13'000}}},
				      {.kind = Kind::kClosing,
				       .entries = 60'000,
				       .replied = 60'000,
				       .from_here = 60'000,
				       .sources = 1,
				       .destinations = 8,
				       .top_sources = {{"10.0.0.1", 60'000}},
				       .top_pairs = {{"10.0.0.1 > tcp 10.0.1.2:8080", 8'000}}}};
	EXPECT_EQ(causes_of(observation({.max = kLimit, .parts = parts, .entries = 0})), "");
	EXPECT_EQ(causes_of(observation({.max = 170'000, .parts = parts, .entries = 0})), "explosion")
		<< "when it is full, load is all that is wrong with it";
}

/// Nothing expires in the first minutes, so every table grows.
TEST(Healthy, IsAHostThatHasJustBooted)
{
	auto seen = observation({.max = kLimit,
				 .parts = {{.kind = Kind::kActive, .entries = 1'500, .replied = 1'400},
					   {.kind = Kind::kClosing, .entries = 5'500, .replied = 5'500},
					   {.kind = Kind::kDnsAsked, .entries = 2'000, .replied = 1'950}},
				 .entries = 0,
				 .growth = 350,
				 .received_a_second = 9'000});
	EXPECT_TRUE(Case{seen}.grows());
	EXPECT_LT(*Case{seen}.seconds_to_full(), 900);
	EXPECT_EQ(causes_of(seen), "");
}

TEST(Healthy, IsAHostWithAnEmptyTable)
{
	EXPECT_EQ(causes_of(Observation{}), "");
	auto seen = observation({.entries = 3});
	seen.tracks = true;
	EXPECT_EQ(causes_of(seen), "");
}

TEST(Healthy, IsAHostWithoutALimit)
{
	EXPECT_EQ(causes_of(observation(
			  {.max = 0, .parts = {{.kind = Kind::kActive, .entries = 900'000}}, .growth = 500})),
		  "");
}

} // namespace
} // namespace ctgate::doctor
