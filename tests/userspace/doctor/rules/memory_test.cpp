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

using rules::held_entries;
using rules::slab_leak;

TEST(HeldEntries, FireFromATenthOn)
{
	EXPECT_FALSE(fires(held_entries, observation({.entries = 18'001, .held = 2'000})));
	const auto finding = ask(held_entries, observation({.entries = 18'000, .held = 2'000}));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kHeldEntries);
	EXPECT_DOUBLE_EQ(finding->weight, 0.55);
	EXPECT_THAT(finding->verdict, HasSubstr("2000 entries (10 %) are counted and not in the table"));
	EXPECT_THAT(all_of(*finding), HasSubstr("the count is 20000, a pass over the table finds 18000"));
	EXPECT_THAT(all_of(*finding), HasSubstr("no NFQUEUE has packets waiting"));
}

TEST(HeldEntries, DoNotFireForAFew)
{
	EXPECT_FALSE(fires(held_entries, observation({.entries = 0, .held = 999})));
	EXPECT_FALSE(fires(held_entries, observation({.entries = 10'000})));
	EXPECT_FALSE(fires(held_entries, Observation{}));
}

/// New ones came while the table was read.
TEST(HeldEntries, DoNotFireWhenThePassFindsMoreThanAreCounted)
{
	auto seen = observation({.entries = 20'000});
	seen.entries_after_pass = 12'000;
	EXPECT_FALSE(fires(held_entries, seen));
}

TEST(HeldEntries, AreNotThoseThatExpireBehindThePass)
{
	auto seen = observation({.entries = 8'000, .held = 2'000});
	seen.figures.expiring = 10'000;
	seen.figures.seconds = 1; // 1000 a second, for a second of reading and one of grace
	EXPECT_FALSE(fires(held_entries, seen));
	seen.figures.expiring = 9'990;
	EXPECT_TRUE(fires(held_entries, seen));
}

TEST(HeldEntries, NameTheQueue)
{
	auto seen = observation({.entries = 8'000, .held = 2'000});
	seen.queues = {{7, "suricata (4711)", 1'990}};
	const std::string all = all_of(*ask(held_entries, seen));
	EXPECT_THAT(all, HasSubstr("1990 packets wait in NFQUEUE 7 of suricata (4711)"));
	EXPECT_THAT(all, Not(HasSubstr("leaks")));
}

Observation with_objects(std::uint64_t objects, std::uint64_t entries)
{
	auto seen = observation({.entries = entries});
	seen.slab_objects = objects;
	return seen;
}

TEST(SlabLeak, FiresBeyondTenThousandAndATenth)
{
	EXPECT_FALSE(fires(slab_leak, with_objects(15'000, 5'000)));
	EXPECT_TRUE(fires(slab_leak, with_objects(15'001, 5'000)));
	EXPECT_FALSE(fires(slab_leak, with_objects(219'999, 200'000)));
	const auto finding = ask(slab_leak, with_objects(220'000, 200'000));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kSlabLeak);
	EXPECT_THAT(finding->verdict, HasSubstr("20000 entries are allocated"));
	EXPECT_THAT(all_of(*finding), HasSubstr("they take 4 MiB"));
}

TEST(SlabLeak, NeedsTheSlabCache)
{
	auto seen = with_objects(500'000, 0);
	EXPECT_TRUE(fires(slab_leak, seen));
	seen.slab_objects.reset();
	EXPECT_FALSE(fires(slab_leak, seen));
}

TEST(SlabLeak, KnowsThatTheTwoNumbersAreNotReadAtOnce)
{
	EXPECT_FALSE(fires(slab_leak, with_objects(0, 200'000)));
}

} // namespace
} // namespace ctgate::doctor
