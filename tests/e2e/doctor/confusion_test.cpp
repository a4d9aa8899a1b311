// SPDX-License-Identifier: MIT
// Every illness alone and with every other, in a table that is nearly empty, half full and full: what the doctor says
// first, and what it says at all. CTGATE_EVERY_FILL=1 tries each pair at each fill, not one after the other.
#include "tests/e2e/doctor/confusion.hpp"
#include "tests/e2e/doctor/examination.hpp"
#include "tests/e2e/doctor/small_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace ctgate::e2e
{
namespace
{

using doctor::Cause;
using testing::IsEmpty;

constexpr Fill kFills[] = {0.05, 0.5, 1};

using Doctor = SmallTable;

bool named(const doctor::Diagnosis& diagnosis, Cause cause)
{
	return std::ranges::find(diagnosis.findings, cause, &doctor::Finding::cause) != diagnosis.findings.end();
}

/// Nothing can be pushed out of a table that is full of what packets hold, so no packet gets as far as NAT.
bool cannot_be(const Illness& one, const Illness& other, Fill fill)
{
	return fill == 1 && one.cause == Cause::kHeldEntries && other.cause == Cause::kNatPorts;
}

std::vector<Fill> fills_of_pair(std::size_t number)
{
	if (std::getenv("CTGATE_EVERY_FILL"))
		return {std::begin(kFills), std::end(kFills)};
	return {kFills[number % std::size(kFills)]};
}

TEST_F(Doctor, NamesEachCauseFirst)
{
	const Ward ward;
	Confusion first;
	for (const Illness& illness : illnesses())
		for (const Fill fill : kFills)
			while_ill(ward, {&illness}, fill, [&] {
				const auto diagnosis = examine(ward);
				ASSERT_FALSE(diagnosis.healthy()) << name_of(illness.cause) << " at " << fill;
				first.count(illness.cause, diagnosis.findings.front().cause);
				EXPECT_EQ(diagnosis.findings.front().cause, illness.cause)
					<< name_of(illness.cause) << " at " << fill << ": "
					<< testing::PrintToString(causes_of(diagnosis));
			});
	fmt::print("Each alone, at 5, 50 and 100 %: what is named first\n{}", first.table());
}

TEST_F(Doctor, NamesBothOfEveryPair)
{
	const Ward ward;
	const auto all = illnesses();
	Confusion both;
	std::size_t number = 0;
	for (std::size_t i = 0; i < all.size(); ++i)
		for (std::size_t j = i + 1; j < all.size(); ++j)
			for (const Fill fill : fills_of_pair(number++)) {
				if (cannot_be(all[i], all[j], fill))
					continue;
				while_ill(ward, {&all[i], &all[j]}, fill, [&] {
					const auto diagnosis = examine(ward);
					const bool right =
						named(diagnosis, all[i].cause) && named(diagnosis, all[j].cause);
					EXPECT_TRUE(right)
						<< name_of(all[i].cause) << " and " << name_of(all[j].cause) << " at "
						<< fill << ": " << testing::PrintToString(causes_of(diagnosis));
					if (right)
						both.count(all[i].cause, all[j].cause);
				});
			}
	fmt::print("Pairs of which both are named\n{}", both.table());
}

TEST_F(Doctor, FindsNothingInAHealthyBusyTable)
{
	const Ward ward;
	for (const Fill fill : {0.05, 0.3, 0.5, 0.7})
		while_ill(ward, {}, fill, [&] { EXPECT_THAT(causes_of(examine(ward)), IsEmpty()) << fill; });
}

TEST_F(Doctor, IsNotMisledByEntriesThatHaveExpired)
{
	const Ward ward;
	while_ill(ward, {}, 0.1, [&] {
		std::vector<NewEntry> gone = many(tunnelled, 0, kMax / 2);
		for (NewEntry& entry : gone)
			entry.left = std::chrono::seconds{1};
		ward.host().inside([&] { insert(gone); });
		std::this_thread::sleep_for(std::chrono::milliseconds{1500});
		EXPECT_EQ(ward.entries(), kMax / 10 + kMax / 2) << "the kernel has not waited with its collection";
		EXPECT_THAT(causes_of(examine(ward)), IsEmpty());
	});
}

} // namespace
} // namespace ctgate::e2e
