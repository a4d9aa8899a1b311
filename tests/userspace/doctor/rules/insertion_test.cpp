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

using rules::buckets;
using rules::clash;
using rules::nat_ports;

Observation translating(const conntrack::Counters& a_second)
{
	auto seen = observation({.parts = {{.kind = Kind::kClosing, .entries = 300}}, .a_second = a_second});
	seen.figures.translated = {{"198.51.100.1 > udp 203.0.113.9:443", 64'500}};
	return seen;
}

TEST(NatPorts, FireFromOneLostConnectionASecondOn)
{
	EXPECT_FALSE(fires(nat_ports, translating({.found = 100})));
	const auto finding = ask(nat_ports, translating({.found = 100, .insert_failed = 1}));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kNatPorts);
	EXPECT_THAT(finding->verdict,
		    HasSubstr("1.0/s new connections are lost because NAT finds no free port, while the "
			      "table is at 10 %"));
	EXPECT_THAT(all_of(*finding), HasSubstr("198.51.100.1 > udp 203.0.113.9:443, 64500 entries"));
	EXPECT_EQ(finding->frees(), 300U);
}

TEST(NatPorts, FireOnlyWhereNatHasTriedPorts)
{
	EXPECT_TRUE(fires(nat_ports, translating({.found = 50, .insert_failed = 50})));
	EXPECT_FALSE(fires(nat_ports, translating({.found = 49, .insert_failed = 50})));
	auto untranslated = translating({.found = 50, .insert_failed = 50});
	untranslated.figures.translated.clear();
	EXPECT_FALSE(fires(nat_ports, untranslated));
}

TEST(NatPorts, AreNotChainsThatAreTooLong)
{
	EXPECT_FALSE(fires(nat_ports, translating({.found = 100, .insert_failed = 50, .chain_too_long = 50})));
	EXPECT_FALSE(fires(nat_ports, translating({.found = 100, .insert_failed = 10, .chain_too_long = 50})));
}

Observation with_buckets(std::int64_t number, std::uint64_t max = kMax)
{
	auto seen = observation({.max = max});
	seen.settings["nf_conntrack_buckets"] = number;
	return seen;
}

TEST(Buckets, FireBeyondEightEntriesEach)
{
	EXPECT_FALSE(fires(buckets, with_buckets(10'000, 80'000)));
	const auto finding = ask(buckets, with_buckets(10'000, 80'001));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kBuckets);
	EXPECT_THAT(finding->verdict, HasSubstr("80001 entries may share 10000 buckets, 8 each"));
	EXPECT_THAT(finding->verdict, HasSubstr("from about 200000 entries on new ones are refused"));
	EXPECT_EQ(finding->remedies.front().command, "ctgate tune apply buckets=80001");
	EXPECT_THAT(all_of(*finding), HasSubstr("now 1.0 entries a bucket"));
}

TEST(Buckets, FireWhenAChainWasTooLong)
{
	auto seen = observation({.a_second = {.chain_too_long = 1}});
	EXPECT_TRUE(fires(buckets, seen));
	EXPECT_THAT(all_of(*ask(buckets, seen)), HasSubstr("a chain was too long: 1.0/s"));
}

/// All namespaces share the buckets, and each may be full by itself.
TEST(Buckets, AreNeverMadeFewer)
{
	auto seen = observation({.a_second = {.chain_too_long = 1}});
	EXPECT_EQ(ask(buckets, seen)->remedies.front().command, "ctgate tune apply buckets=200000");
	seen.entries_everywhere = 700'000;
	EXPECT_EQ(ask(buckets, seen)->remedies.front().command, "ctgate tune apply buckets=700000");
}

TEST(Buckets, FollowTheEntriesWhereThereIsNoLimit)
{
	auto seen = observation({.max = 0, .a_second = {.chain_too_long = 1}});
	seen.entries_everywhere = 3'000'000;
	const auto finding = ask(buckets, seen);
	ASSERT_TRUE(finding);
	EXPECT_THAT(finding->verdict,
		    HasSubstr("3000000 entries share 100000 buckets, 30.0 each, and no limit is set"));
	EXPECT_EQ(finding->remedies.front().command, "ctgate tune apply buckets=3000000");
}

TEST(Buckets, AreUnknownWithoutTheSysctl)
{
	EXPECT_FALSE(fires(buckets, with_buckets(0)));
	EXPECT_FALSE(fires(buckets, with_buckets(-1)));
}

TEST(Clash, FiresFromOneASecondOn)
{
	EXPECT_FALSE(fires(clash, observation({})));
	const auto finding = ask(clash, observation({.a_second = {.clash_resolve = 1}}));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kClash);
	EXPECT_THAT(finding->verdict, HasSubstr("1.0/s packets clash"));
	EXPECT_THAT(finding->verdict, HasSubstr("0/s are lost"));
}

TEST(Clash, CountsThoseThatAreLost)
{
	const auto finding = ask(clash, observation({.a_second = {.insert_failed = 20, .clash_resolve = 30}}));
	EXPECT_THAT(finding->verdict, HasSubstr("50/s packets clash"));
	EXPECT_THAT(finding->verdict, HasSubstr("20/s are lost"));
}

TEST(Clash, LeavesOutWhatNatLost)
{
	EXPECT_FALSE(fires(clash, observation({.a_second = {.found = 50, .insert_failed = 50}})));
	EXPECT_FALSE(fires(clash, observation({.a_second = {.insert_failed = 50, .chain_too_long = 50}})));
}

/// What ctnetlink inserts counts as a chain that is too long, and not as an insertion that failed.
TEST(Clash, IsNotHiddenByChainsThatAreTooLong)
{
	const auto finding = ask(clash, observation({.a_second = {.clash_resolve = 5, .chain_too_long = 50}}));
	ASSERT_TRUE(finding);
	EXPECT_THAT(finding->verdict, HasSubstr("0/s are lost"));
}

} // namespace
} // namespace ctgate::doctor
