// SPDX-License-Identifier: MIT
// For every reason a packet that is stopped by it, and one like it that is not.
#pragma once

#include "tests/bpf/filter_run.hpp"

#include <optional>

namespace ctgate
{

struct Trigger {
	packet::Bytes frame;
	packet::Bytes sibling; ///< as much like the frame as a packet can be with which nothing is wrong
	/// Limits only: how often the frame passes before it is stopped.
	std::uint32_t burst = 0;
};

/// Empty for a reason that nobody has written a packet for.
std::optional<Trigger> find_trigger(ctg_reason reason);

/// Sets the burst of a limit's reason, with a rate so low that no token returns during a test.
void set_burst(Config& config, ctg_reason reason, std::uint32_t burst);

} // namespace ctgate
