// SPDX-License-Identifier: MIT
// The doctor takes as much memory for a big table as for a small one: on a host in trouble there may be none to spare.
#include "tests/e2e/doctor/limits.hpp"
#include "tests/e2e/entries.hpp"
#include "tests/e2e/measured.hpp"
#include "tests/e2e/network.hpp"

#include <fcntl.h>

#include <gtest/gtest.h>

namespace ctgate::e2e
{
namespace
{

constexpr std::uint64_t kMib = 1 << 20;
constexpr std::uint32_t kFew = 1000, kMany = 300'000, kAtOnce = 1000;

/// A source of its own each, and of every second a destination too: nothing that could be kept together.
NewEntry spoofed(std::uint32_t number)
{
	NewEntry entry{.original = tuple("20.0.0.0", 40000, "198.51.100.1", 443), .status = kSettled};
	entry.original.source = entry.original.source + number * 7919;
	entry.original.destination = entry.original.destination + number % 2 * number;
	return entry;
}

void fill(const Namespace& host, std::uint32_t from, std::uint32_t to)
{
	std::vector<NewEntry> entries;
	for (; from < to; from += kAtOnce) {
		entries.clear();
		for (std::uint32_t number = from; number < from + kAtOnce; ++number)
			entries.push_back(spoofed(number));
		host.inside([&] { insert(entries); });
	}
}

std::uint64_t doctors_peak(const Namespace& host)
{
	const UniqueFd nowhere{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
	std::uint64_t peak = 0;
	host.inside([&] {
		const auto measured = measure({CTGATE_BINARY, "doctor", "--json", "--interval", "0.1"}, nowhere);
		EXPECT_LE(measured.exit_code, 1) << "it could not look";
		peak = measured.peak_bytes;
	});
	return peak;
}

TEST(DoctorMemory, IsTheSameForFewAndForManyEntries)
{
	if (const auto why = why_not())
		GTEST_SKIP() << *why;
	if (const auto why = why_no_host_settings())
		GTEST_SKIP() << *why;
	const HostSetting max{"net/netfilter/nf_conntrack_max", kMany + kMany / 10};
	const HostSetting buckets{"net/netfilter/nf_conntrack_buckets", kMany};
	const Namespace host;

	fill(host, 0, kFew);
	const std::uint64_t few = doctors_peak(host);
	fill(host, kFew, kMany);
	const std::uint64_t many = doctors_peak(host);
	ASSERT_EQ(host.run({"conntrack", "-C"}).out, "300000\n");

	EXPECT_LT(many, 16 * kMib);
	EXPECT_LE(many, few + kMib) << few << " bytes with a thousand entries";
	RecordProperty("peak_kib_few", std::to_string(few / 1024));
	RecordProperty("peak_kib_many", std::to_string(many / 1024));
}

} // namespace
} // namespace ctgate::e2e
