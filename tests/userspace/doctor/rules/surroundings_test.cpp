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

using rules::inactive;
using rules::other_namespace;
using rules::other_writer;

TEST(Inactive, FiresOnlyWhenItWasTriedInVain)
{
	auto seen = observation({.entries = 0});
	EXPECT_FALSE(fires(inactive, seen)) << "not asked";
	seen.tracks = true;
	EXPECT_FALSE(fires(inactive, seen));
	seen.tracks = false;
	const auto finding = ask(inactive, seen);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kInactive);
	EXPECT_EQ(finding->frees(), 0U);
}

TEST(OtherWriter, NamesEachSetting)
{
	auto seen = observation({});
	EXPECT_FALSE(fires(other_writer, seen));
	seen.foreign_settings = {{"nf_conntrack_max", "262144", "131072", "kube-proxy"}};
	EXPECT_THAT(ask(other_writer, seen)->verdict, HasSubstr("1 setting of conntrack is not what was asked for"));
	seen.foreign_settings.push_back({"nf_conntrack_tcp_loose", "0", "1", ""});
	const auto finding = ask(other_writer, seen);
	EXPECT_EQ(finding->cause, Cause::kOtherWriter);
	EXPECT_THAT(finding->verdict, HasSubstr("2 settings of conntrack are not"));
	EXPECT_THAT(all_of(*finding), HasSubstr("nf_conntrack_max is 131072, wanted 262144; kube-proxy\n"));
	EXPECT_THAT(all_of(*finding), HasSubstr("nf_conntrack_tcp_loose is 1, wanted 0\n"));
}

Neighbour neighbour(const std::string& name, std::uint64_t entries, std::uint64_t lines = 0)
{
	return {.place = {.inode = 4026532250, .name = name},
		.entries = entries,
		.log = {.table_full = lines, .seconds_ago = 12}};
}

TEST(OtherNamespace, FiresFromSeventyPercentOn)
{
	auto seen = observation({});
	EXPECT_FALSE(fires(other_namespace, seen));
	seen.neighbours = {neighbour("namespace web1", 69'999)};
	EXPECT_FALSE(fires(other_namespace, seen));
	seen.neighbours = {neighbour("namespace web1", 70'000)};
	const auto finding = ask(other_namespace, seen);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kOtherNamespace);
	EXPECT_THAT(finding->verdict,
		    HasSubstr("namespace web1 (netns 4026532250) holds 70000 entries; the limit of 100000"));
	EXPECT_THAT(all_of(*finding), Not(HasSubstr("table full")));
}

TEST(OtherNamespace, FiresWhenTheLogHasJustNamedItAndItIsHalfFull)
{
	auto seen = observation({});
	seen.neighbours = {neighbour("namespace web1", 50'000, 3)};
	EXPECT_THAT(all_of(*ask(other_namespace, seen)),
		    HasSubstr("web1: 50000 entries, 3 lines \"table full\" in the kernel's log, the last 12 s ago"));
	seen.neighbours.front().log.seconds_ago = 61;
	EXPECT_FALSE(ask(other_namespace, seen)) << "the number may have been that of a namespace that is gone";
	seen.neighbours = {neighbour("namespace web1", 5, 3)};
	EXPECT_FALSE(ask(other_namespace, seen));
}

TEST(OtherNamespace, NamesTheFullestFirstAndLeavesOutTheHealthy)
{
	auto seen = observation({});
	seen.neighbours = {neighbour("namespace a", 80'000), neighbour("namespace b", 5),
			   neighbour("namespace c", 90'000)};
	const auto finding = ask(other_namespace, seen);
	EXPECT_THAT(finding->verdict, testing::StartsWith("namespace c"));
	ASSERT_EQ(finding->evidence.size(), 2U);
	EXPECT_THAT(finding->evidence[0].fact, testing::StartsWith("namespace c"));
	EXPECT_THAT(finding->evidence[1].fact, testing::StartsWith("namespace a"));
}

TEST(OtherNamespace, IsNeverFullWithoutALimit)
{
	auto seen = observation({.max = 0});
	seen.neighbours = {neighbour("namespace web1", 70'000)};
	EXPECT_FALSE(fires(other_namespace, seen));
}

} // namespace
} // namespace ctgate::doctor
