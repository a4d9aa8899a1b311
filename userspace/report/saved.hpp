// SPDX-License-Identifier: MIT
// What a reason kept out of the conntrack table, in entries and in the time that they would have stood there.
#pragma once

#include "loader/counters.hpp"
#include "userspace/conntrack/timeouts.hpp"
#include "userspace/report/report.hpp"

#include <cstdint>
#include <string>

namespace ctgate::report
{

/// At most so much: a tuple that was dropped ten times would have made one entry.
struct Saved {
	std::uint64_t entries = 0;
	std::uint64_t slot_seconds = 0; ///< entries times the timeout in force for their kind

	Saved& operator+=(const Saved& other);
};

Saved saved(const Counters::Entries& entries, const conntrack::Timeouts& timeouts);

/// A table for a terminal: the reasons whose drops kept entries out, and what malformed packets would have cost.
std::string saved_text(const Drops& drops);

} // namespace ctgate::report
