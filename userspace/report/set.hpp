// SPDX-License-Identifier: MIT
// The allow set or the deny set: as the file that it can be loaded from again, and as JSON.
#pragma once

#include "loader/sets/prefix_set.hpp"

#include <span>
#include <string>

namespace ctgate::report
{

/// Without those whose time is over; the first line counts both.
std::string set_text(ctg_set set, std::span<const SetEntry> entries);
/// Schema ctgate/set/1.
std::string set_json(ctg_set set, std::span<const SetEntry> entries);

/// "1 prefix", "2 prefixes".
std::string prefixes(std::size_t count);
/// "203.0.113.0/24 until 2026-11-27 14:22:10 (9m 58s left) # scanner", in local time.
std::string describe(const SetEntry& entry);

} // namespace ctgate::report
