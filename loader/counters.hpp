// SPDX-License-Identifier: MIT
// Counters as they stand: read, summed over CPUs, subtracted; never reset.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace ctgate
{

struct Count {
	std::uint64_t packets = 0;
	std::uint64_t bytes = 0; ///< of frames, Ethernet header included, FCS not

	Count& operator+=(const Count& other);
	Count operator-(const Count& earlier) const;
};

/// All counters of a filter at one moment. Packets under way are in some of them and not yet in others.
struct Counters {
	std::chrono::steady_clock::time_point at;
	Count passed;
	std::array<Count, CTG_REASON_MAX> dropped;   ///< by reason id
	std::array<Count, CTG_REASON_MAX> monitored; ///< by reason id; these packets are also in passed or in dropped

	/// Conntrack entries that the dropped or monitored packets would have made, at most: a tuple that came
	/// again counts again. By reason id and ctg_entry_kind; estimated from one packet in CTG_AVOIDED_SAMPLE
	/// where conntrack was not asked about each.
	using Entries = std::array<std::uint64_t, CTG_ENTRY_KINDS>;
	std::array<Entries, CTG_REASON_MAX> entries_dropped;
	std::array<Entries, CTG_REASON_MAX> entries_monitored;

	Count dropped_in_all() const;
	Count monitored_in_all() const;

	/// Reads the maps `counters` and `avoided`; needs no more than read access to them.
	static Result<Counters> read(int counters, int avoided);
};

} // namespace ctgate
