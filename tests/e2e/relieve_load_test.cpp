// SPDX-License-Identifier: MIT
// `ctgate relieve` in tables as large as they are in the field, and full.
#include "tests/e2e/relieve.hpp"

#include "userspace/conntrack/table.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

constexpr std::uint32_t kMany = 100'000, kTooMany = 1'000'000;

class RelieveLoad : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		max_ = conntrack::Table::open()->fill()->max;
		if (max_ == 0 || max_ > kTooMany)
			GTEST_SKIP() << "SKIPPED: nf_conntrack_max is " << max_ << ", which is not to be filled";
	}

	std::uint64_t max_ = 0;
};

TEST_F(RelieveLoad, AHundredThousandAreFreedInOneRun)
{
	if (max_ < kMany)
		GTEST_SKIP() << "SKIPPED: nf_conntrack_max is " << max_;
	std::vector<NewEntry> entries(kMany, {.original = tuple("10.0.0.0", 40000, "198.51.100.1", 443),
					      .status = kSettled,
					      .tcp_state = TCP_CONNTRACK_TIME_WAIT});
	for (std::uint32_t i = 0; i < kMany; ++i) {
		entries[i].original.source = address_of("10.0.0.0") + i;
		entries[i].status = i % 2 == 0 ? kSettled : std::uint32_t{IPS_SEEN_REPLY};
	}
	const Relieved table{entries};
	const auto by_kernel = table.report({"unassured", "--yes"})["freed"];
	EXPECT_EQ(by_kernel["way"], "kernel");
	EXPECT_EQ(by_kernel["entries"], kMany / 2);
	const auto by_name = table.report({"closing", "--yes"})["freed"];
	EXPECT_EQ(by_name["entries"], kMany / 2);
	EXPECT_EQ(table.count(), 0);
	std::cout << "50,000 freed by the kernel in " << by_kernel["seconds"] << " s, by name in " << by_name["seconds"]
		  << " s\n";
}

TEST_F(RelieveLoad, WorksWhenTheTableIsFull)
{
	const Relieved table{{}};
	std::vector<NewEntry> entries(max_, {.original = tuple("10.0.0.0", 40000, "198.51.100.1", 443),
					     .status = kSettled,
					     .left = std::chrono::seconds{400000}});
	for (std::uint32_t i = 0; i < max_; ++i)
		entries[i].original.source = address_of("10.0.0.0") + i;
	table.host().inside([&] { insert(entries); });
	const NewEntry one_more{.original = tuple("192.0.2.1", 40000, "198.51.100.1", 443), .status = kSettled};
	EXPECT_THROW(table.host().inside([&] { insert({&one_more, 1}); }), std::runtime_error) << "it is not full";

	const auto report = table.report({"idle", "--yes"});
	EXPECT_EQ(report["table"]["entries"], max_);
	EXPECT_EQ(report["freed"]["entries"], max_);
	EXPECT_EQ(table.count(), 0);
	table.host().inside([&] { insert({&one_more, 1}); });
}

} // namespace
} // namespace ctgate::e2e
