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

	Count dropped_in_all() const;
	Count monitored_in_all() const;

	/// Reads the pinned map `counters`; needs no more than read access to it.
	static Result<Counters> read(int map);
};

} // namespace ctgate
