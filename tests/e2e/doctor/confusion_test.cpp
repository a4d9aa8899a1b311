// SPDX-License-Identifier: MIT
// Every illness alone and with every other, in a table that is nearly empty, half full and full: what the doctor says
// first, and what it says at all.
#include "tests/e2e/doctor/examination.hpp"
#include "tests/e2e/doctor/limits.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

namespace ctgate::e2e
{
namespace
{

using testing::Contains;

constexpr Fill kFills[] = {0.05, 0.5, 1};

class Doctor : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		if (const auto why = why_no_host_settings())
			GTEST_SKIP() << *why;
		max_.emplace("net/netfilter/nf_conntrack_max", kMax);
		buckets_.emplace("net/netfilter/nf_conntrack_buckets", kMax);
	}

	std::optional<HostSetting> max_, buckets_;
};

TEST_F(Doctor, NamesEachCauseFirst)
{
	const Ward ward;
	for (const Illness& illness : illnesses())
		for (const Fill fill : kFills)
			while_ill(ward, {&illness}, fill, [&] {
				const auto causes = causes_of(examine(ward));
				fmt::print("{:<14} {:>4.0f} %  {}\n", name_of(illness.cause), 100 * fill,
					   fmt::join(causes, ", "));
				ASSERT_FALSE(causes.empty()) << name_of(illness.cause) << " at " << fill;
				EXPECT_EQ(causes.front(), name_of(illness.cause)) << "at " << fill;
			});
}

TEST_F(Doctor, FindsNothingInAHealthyBusyTable)
{
	const Ward ward;
	for (const Fill fill : {0.05, 0.3, 0.5, 0.7})
		while_ill(ward, {}, fill, [&] { EXPECT_THAT(causes_of(examine(ward)), testing::IsEmpty()) << fill; });
}

TEST_F(Doctor, NamesBothOfEveryPair)
{
	const Ward ward;
	const auto all = illnesses();
	std::size_t number = 0;
	for (std::size_t i = 0; i < all.size(); ++i)
		for (std::size_t j = i + 1; j < all.size(); ++j)
			while_ill(ward, {&all[i], &all[j]}, kFills[number++ % std::size(kFills)], [&] {
				const auto causes = causes_of(examine(ward));
				const auto both =
					fmt::format("{} and {} at {}", name_of(all[i].cause), name_of(all[j].cause),
						    kFills[(number - 1) % std::size(kFills)]);
				EXPECT_THAT(causes, Contains(std::string{name_of(all[i].cause)})) << both;
				EXPECT_THAT(causes, Contains(std::string{name_of(all[j].cause)})) << both;
			});
}

} // namespace
} // namespace ctgate::e2e
