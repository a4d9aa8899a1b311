// SPDX-License-Identifier: MIT
// What became of a frame: the verdict, and which counters moved.
#pragma once

#include "bpf/abi.h"
#include "tests/packet/frame.hpp"

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

namespace ctgate
{

struct Tally {
	std::uint64_t packets;
	std::uint64_t bytes;

	bool operator==(const Tally&) const = default;
};

/// Counters by name: "passed", "dropped udp_length", ...
using Tallies = std::map<std::string, Tally>;
Tallies& operator+=(Tallies& sum, const Tallies& more);

/// What a run of one frame came to.
struct Outcome {
	std::uint32_t verdict; ///< XDP_PASS or XDP_DROP; of the last packet when there were several
	Tallies moved;         ///< every counter that moved

	bool operator==(const Outcome&) const = default;
	/// As a result of a sequence of runs: the last verdict, the sum of the counters.
	Outcome& operator+=(const Outcome& later);
};
void PrintTo(const Outcome& outcome, std::ostream* out);

/// The reason under which a bucket of a default limit drops.
ctg_reason limit_reason(std::string_view limit, ctg_limit_bucket bucket);

/// Nothing was said against the frame.
Outcome passed(const packet::Bytes& frame);
/// It was let through although something was said against it.
Outcome monitored(std::string_view reason, const packet::Bytes& frame);
Outcome monitored(ctg_reason reason, const packet::Bytes& frame);
Outcome dropped(std::string_view reason, const packet::Bytes& frame);
Outcome dropped(ctg_reason reason, const packet::Bytes& frame);

} // namespace ctgate
