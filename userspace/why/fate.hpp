// SPDX-License-Identifier: MIT
// The steps of a frame -> what became of it.
#pragma once

#include "loader/tracer.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace ctgate::why
{

enum class Verdict {
	kPassed,
	kWouldDrop, ///< the filter is disarmed; armed, it would drop
	kDropped,
};

/// "passed", "would drop", "dropped".
std::string_view word_of(Verdict verdict);

struct Fate {
	Verdict verdict = Verdict::kPassed;
	std::optional<ctg_reason> reason = {}; ///< of a drop, also of one that disarming prevents
	std::vector<ctg_reason> monitored;     ///< counted on the way, and the packet went on
};

enum class Certainty {
	kSure,
	kUnsure, ///< it speaks of a flow that conntrack may simply not know yet: whatever its action, it is only
		 ///< counted
};

/// Of the reason in steps[at].
Certainty certainty_of(const std::vector<ctg_step>& steps, std::size_t at);

Fate fate_of(const Trace& trace);

} // namespace ctgate::why
