// SPDX-License-Identifier: MIT
#include "loader/counters.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <numeric>
#include <vector>

namespace ctgate
{
namespace
{

/// The values of one index, one for each CPU.
template <class Value>
Result<std::vector<Value>> read_cpus(int map, __u32 index)
{
	const int cpus = ::libbpf_num_possible_cpus();
	if (cpus < 0)
		return fail_errno(libbpf_errno(cpus), "ask how many CPUs there may be");
	std::vector<Value> per_cpu(static_cast<std::size_t>(cpus));
	if (const int result = ::bpf_map_lookup_elem(map, &index, per_cpu.data()); result < 0)
		return fail_errno(libbpf_errno(result), "read the counters");
	return per_cpu;
}

Result<Count> read_count(int map, ctg_outcome outcome, std::uint32_t reason)
{
	const auto cpus = read_cpus<ctg_counter>(map, ctg_counter_index(outcome, static_cast<ctg_reason>(reason)));
	if (!cpus)
		return error_of(cpus);
	Count sum;
	for (const auto& cpu : *cpus)
		sum += {.packets = cpu.packets, .bytes = cpu.bytes};
	return sum;
}

Result<Counters::Entries> read_entries(int map, ctg_outcome outcome, std::uint32_t reason)
{
	Counters::Entries entries{};
	for (std::size_t kind = 0; kind < entries.size(); ++kind) {
		const auto cpus = read_cpus<std::uint64_t>(
			map, ctg_avoided_index(outcome, reason, static_cast<ctg_entry_kind>(kind)));
		if (!cpus)
			return error_of(cpus);
		entries[kind] = std::accumulate(cpus->begin(), cpus->end(), std::uint64_t{0});
	}
	return entries;
}

/// One outcome of one reason; of packets that never came, nothing more is asked.
Result<void> read_reason(int counters, int avoided, ctg_outcome outcome, std::uint32_t reason, Count& count,
			 Counters::Entries& entries)
{
	auto packets = read_count(counters, outcome, reason);
	if (!packets)
		return error_of(packets);
	count = *packets;
	if (count.packets == 0)
		return {};
	auto kept_out = read_entries(avoided, outcome, reason);
	if (!kept_out)
		return error_of(kept_out);
	entries = *kept_out;
	return {};
}

Count sum_of(const std::array<Count, CTG_REASON_MAX>& counts)
{
	return std::accumulate(counts.begin(), counts.end(), Count{},
			       [](Count sum, const Count& one) { return sum += one; });
}

} // namespace

Count& Count::operator+=(const Count& other)
{
	packets += other.packets;
	bytes += other.bytes;
	return *this;
}

Count Count::operator-(const Count& earlier) const
{
	return {.packets = packets - earlier.packets, .bytes = bytes - earlier.bytes};
}

Count Counters::dropped_in_all() const
{
	return sum_of(dropped);
}

Count Counters::monitored_in_all() const
{
	return sum_of(monitored);
}

Result<Counters> Counters::read(int counters, int avoided)
{
	Counters all{};
	all.at = std::chrono::steady_clock::now();
	const auto passed = read_count(counters, CTG_PASSED, CTG_GO_ON);
	if (!passed)
		return error_of(passed);
	all.passed = *passed;
	for (std::uint32_t reason = 1; reason < CTG_REASON_MAX; ++reason) {
		if (auto done = read_reason(counters, avoided, CTG_DROPPED, reason, all.dropped[reason],
					    all.entries_dropped[reason]);
		    !done)
			return error_of(done);
		if (auto done = read_reason(counters, avoided, CTG_MONITORED, reason, all.monitored[reason],
					    all.entries_monitored[reason]);
		    !done)
			return error_of(done);
	}
	return all;
}

} // namespace ctgate
