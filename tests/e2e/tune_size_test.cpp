// SPDX-License-Identifier: MIT
// The size of the table belongs to the whole machine: this changes it a little, and puts it back in any case.
#include "tests/e2e/tune_fixture.hpp"

#include <fmt/format.h>
#include <fstream>

namespace ctgate::e2e
{
namespace
{

constexpr const char* kDirectory = "/proc/sys/net/netfilter/nf_conntrack_";
constexpr long kPage = 512; // buckets in one, which is what the kernel rounds up to

long read(const std::string& setting)
{
	long value = 0;
	std::ifstream{kDirectory + setting} >> value;
	return value;
}

/// Whatever happens to the test.
struct PutBack {
	long max = read("max"), buckets = read("buckets");

	~PutBack()
	{
		if (read("max") != max)
			std::ofstream{kDirectory + std::string{"max"}} << max;
		if (read("buckets") != buckets)
			std::ofstream{kDirectory + std::string{"buckets"}} << buckets;
	}
};

TEST_F(Tune, MaxAndBucketsGrowTogetherAndComeBack)
{
	const PutBack before;
	const long larger = (std::max(before.max, before.buckets) / kPage + 1) * kPage;
	const auto applied = run(command({"apply", fmt::format("max={}", larger), "--yes"}));
	if (applied.err.find("initial network namespace") != std::string::npos)
		GTEST_SKIP() << "the tests run in a network namespace that may not";
	ASSERT_EQ(applied.exit_code, 0) << applied.err;
	EXPECT_EQ(read("max"), larger);
	EXPECT_EQ(read("buckets"), larger);
	const auto undone = run(command({"undo", "--yes"}));
	EXPECT_EQ(undone.exit_code, 0) << undone.err;
	EXPECT_EQ(read("max"), before.max);
	EXPECT_EQ(read("buckets"), before.buckets);
}

} // namespace
} // namespace ctgate::e2e
