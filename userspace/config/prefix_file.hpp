// SPDX-License-Identifier: MIT
// A set as a text file, one prefix a line:
//
//     203.0.113.0/24                                # everything behind a # or ; says why
//     198.51.100.7 until 2026-12-01T12:00:00Z
//
// which is also what `ctgate deny list` prints.
#pragma once

#include "loader/base/error.hpp"
#include "loader/sets/prefix_set.hpp"

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

struct PrefixFile {
	std::vector<SetEntry> entries; ///< sorted, each prefix once: of those that repeat, the last
	std::size_t repeated = 0;
	std::size_t over = 0; ///< left out: their time is over
};

/// One line of it; nothing for a line that only comments.
Result<std::optional<SetEntry>> parse_prefix_line(std::string_view line);
/// EINVAL as "NAME:LINE: what is wrong" for the first line that cannot be understood.
Result<PrefixFile> parse_prefix_file(std::istream& text, const std::string& name);
/// The file of this path, or standard input for "-".
Result<PrefixFile> read_prefix_file(const std::string& path);

/// One line of such a file, without its end.
std::string to_line(const SetEntry& entry);

/// The longest text that a set keeps of why a prefix is in it, in bytes.
inline constexpr std::size_t kWhyMax = sizeof(ctg_why::text) - 1;
/// EINVAL for what is longer or has control characters in it.
Result<std::string> parse_why(std::string_view text);

} // namespace ctgate
