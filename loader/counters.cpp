// SPDX-License-Identifier: MIT
#include "loader/counters.hpp"

#include "loader/reasons.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <numeric>
#include <vector>

namespace ctgate
{
namespace
{

Result<Count> read_one(int map, ctg_outcome outcome, ctg_reason reason)
{
	std::vector<ctg_counter> per_cpu(static_cast<std::size_t>(::libbpf_num_possible_cpus()));
	const __u32 index = ctg_counter_index(outcome, reason);
	if (const int result = ::bpf_map_lookup_elem(map, &index, per_cpu.data()); result < 0)
		return fail_errno(libbpf_errno(result), "read the counters");

	Count sum;
	for (const auto& cpu : per_cpu)
		sum += {.packets = cpu.packets, .bytes = cpu.bytes};
	return sum;
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

Result<Counters> Counters::read(int map)
{
	Counters counters{};
	counters.at = std::chrono::steady_clock::now();
	const auto into = [map](Count& count, ctg_outcome outcome, ctg_reason reason) -> Result<void> {
		auto read = read_one(map, outcome, reason);
		if (!read)
			return error_of(read);
		count = *read;
		return {};
	};

	if (auto done = into(counters.passed, CTG_PASSED, CTG_GO_ON); !done)
		return error_of(done);
	for (const Reason& reason : reasons()) {
		if (auto done = into(counters.dropped[reason.id], CTG_DROPPED, reason.id); !done)
			return error_of(done);
		if (auto done = into(counters.monitored[reason.id], CTG_MONITORED, reason.id); !done)
			return error_of(done);
	}
	return counters;
}

} // namespace ctgate
