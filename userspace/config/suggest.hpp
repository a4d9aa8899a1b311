// SPDX-License-Identifier: MIT
// From packets that were seen to the limit that would have touched hardly anybody.
#pragma once

#include "userspace/config/limit.hpp"

#include <chrono>
#include <cstdint>
#include <span>

namespace ctgate
{

struct Suggestion {
	std::uint64_t packets;
	std::uint64_t sources;
	std::uint64_t touched; ///< sources that `source` would have refused a packet, of those seen
	Bucket source;         ///< each source
	Bucket total;          ///< all sources together: would have refused nothing of what was seen
};

/// The least bucket, at the rate of all but one source in a thousand, that would have refused a packet to no more
/// than one source in a thousand. Rates and bursts are rounded up to two digits. `packets` must not be empty.
Suggestion suggest(std::span<const ctg_observed> packets, std::chrono::nanoseconds time);

} // namespace ctgate
