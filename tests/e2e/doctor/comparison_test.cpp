// SPDX-License-Identifier: MIT
// The same full tables, at which new clients knock, shown to the doctor and to the other tools: how many of the causes
// each can tell apart.
#include "tests/e2e/doctor/examination.hpp"
#include "tests/e2e/doctor/other_tools.hpp"
#include "tests/e2e/doctor/small_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

namespace ctgate::e2e
{
namespace
{

using Answers = std::set<std::string>;

using DoctorBesideOtherTools = SmallTable;

TEST_F(DoctorBesideOtherTools, TellsMoreCausesOfAFullTableApart)
{
	const Ward ward;
	Answers fills, counters, exporters, articles, doctors;
	fmt::print("| made | conntrack -C | conntrack -S moves | node_exporter | the article's causes | ctgate doctor, "
		   "first |\n"
		   "|---|---|---|---|---|---|\n");
	const auto all = illnesses();
	const Illness knocking = customers();
	for (const Illness& illness : all)
		while_ill(ward, {&illness, &knocking}, 1, [&] {
			const auto diagnosis = examine(ward);
			const auto told = ask_other_tools(ward);
			const std::string said =
				diagnosis.healthy() ? "nothing" : name_of(diagnosis.findings.front().cause);
			fmt::print("| {} | {} | {} | {} | {} | {} |\n", name_of(illness.cause), told.fill,
				   told.counters, told.exporter, told.article, said);
			fills.insert(told.fill);
			counters.insert(told.counters);
			exporters.insert(told.exporter);
			articles.insert(told.article);
			doctors.insert(said);
		});
	fmt::print("| **different answers to {} causes** | {} | {} | {} | {} | {} |\n", all.size(), fills.size(),
		   counters.size(), exporters.size(), articles.size(), doctors.size());
	EXPECT_EQ(doctors.size(), all.size());
	EXPECT_LT(counters.size(), all.size());
}

} // namespace
} // namespace ctgate::e2e
