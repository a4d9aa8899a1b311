// SPDX-License-Identifier: MIT
// `ctgate relieve` in tables as large as they are in the field, and full.
#include "tests/e2e/relieve.hpp"

#include "tests/e2e/doctor/limits.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <optional>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

constexpr std::uint32_t kMany = 100'000, kMax = 200'000;

class RelieveLoad : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		if (const auto why = why_no_host_settings())
			GTEST_SKIP() << *why;
		max_.emplace("net/netfilter/nf_conntrack_max", kMax);
	}

	std::optional<HostSetting> max_;
};

TEST_F(RelieveLoad, AHundredThousandAreFreedInOneRun)
{
	std::vector<NewEntry> entries(kMany + kMany / 2, {.original = tuple("10.0.0.0", 40000, "198.51.100.1", 443),
							  .status = kSettled,
							  .tcp_state = TCP_CONNTRACK_TIME_WAIT});
	for (std::uint32_t i = 0; i < entries.size(); ++i) {
		entries[i].original.source = address_of("10.0.0.0") + i;
		if (i >= kMany)
			entries[i].status = IPS_SEEN_REPLY;
	}
	const Relieved table{entries};
	const auto by_kernel = table.report({"unassured", "--yes"})["freed"];
	EXPECT_EQ(by_kernel["way"], "kernel");
	EXPECT_EQ(by_kernel["entries"], kMany / 2);
	const auto by_name = table.report({"closing", "--yes"})["freed"];
	EXPECT_EQ(by_name["entries"], kMany);
	EXPECT_EQ(table.count(), 0);
	std::cout << "freed by the kernel 50,000 of 150,000 in " << by_kernel["seconds"] << " s, by name 100,000 in "
		  << by_name["seconds"] << " s\n";
}

TEST_F(RelieveLoad, WorksWhenTheTableIsFull)
{
	const Relieved table{{}};
	std::vector<NewEntry> entries(kMax, {.original = tuple("10.0.0.0", 40000, "198.51.100.1", 443),
					     .status = kSettled,
					     .left = std::chrono::seconds{400000}});
	for (std::uint32_t i = 0; i < kMax; ++i)
		entries[i].original.source = address_of("10.0.0.0") + i;
	table.host().inside([&] { insert(entries); });
	const NewEntry one_more{.original = tuple("192.0.2.1", 40000, "198.51.100.1", 443), .status = kSettled};
	EXPECT_THROW(table.host().inside([&] { insert({&one_more, 1}); }), std::runtime_error) << "it is not full";

	const auto report = table.report({"idle", "--yes"});
	EXPECT_EQ(report["table"]["entries"], kMax);
	EXPECT_EQ(report["freed"]["entries"], kMax);
	EXPECT_EQ(table.count(), 0);
	table.host().inside([&] { insert({&one_more, 1}); });
}

} // namespace
} // namespace ctgate::e2e
