// SPDX-License-Identifier: MIT
#include "tests/bpf/filter_run.hpp"

#include <cstring>

namespace ctgate
{
namespace
{

class LimitMemory : public FilterTest
{
};

TEST_F(LimitMemory, DoesNotMoveUnderAFloodOfMadeUpSources)
{
	constexpr std::uint32_t kSources = 200'000;
	FilterRun filter{Config::defaults()};
	const auto before = filter.memory();
	ASSERT_GT(before, std::uint64_t{CTG_SKETCH_LINES} * sizeof(ctg_line)) << "the sketch is in it";
	auto query = packet::Frame{}.ipv4().udp().bytes();
	constexpr std::size_t kSourceAddress = 14 + 12; // Ethernet, then RFC 791 3.1
	for (std::uint32_t i = 0; i < kSources; ++i) {
		const std::uint32_t source = i * 2654435761u; // all over the address space (Knuth 6.4)
		std::memcpy(query.data() + kSourceAddress, &source, sizeof(source));
		filter.verdict(query, query.size());
	}
	EXPECT_EQ(filter.memory(), before);
	EXPECT_GT(filter.moved()["dropped limit_dns_total"].packets, kSources / 2) << "they reached the limit";
}

} // namespace
} // namespace ctgate
