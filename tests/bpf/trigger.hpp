// SPDX-License-Identifier: MIT
// For every reason a packet that is stopped by it, and one like it that is not.
#pragma once

#include "tests/bpf/filter_run.hpp"
#include "tests/bpf/limits.hpp"

#include <optional>

namespace ctgate
{

struct Trigger {
	packet::Bytes frame;
	packet::Bytes sibling; ///< as much like the frame as a packet can be with which nothing is wrong
	/// Limits only: how often the frame passes before it is stopped, if the burst is as trigger_burst() says.
	std::uint32_t passes = 0;
};

/// In the deny set of whoever pulls the triggers.
inline constexpr const char* kDenied = "192.0.2.66";

/// Of the table, or of the limits of the default configuration. Empty for a reason that nobody has written a packet
/// for.
std::optional<Trigger> find_trigger(const Reason& reason);

/// The burst with which a limit's reason lets pass what its trigger says.
std::uint32_t trigger_burst(ctg_reason reason);

} // namespace ctgate
