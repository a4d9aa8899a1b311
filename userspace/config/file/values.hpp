// SPDX-License-Identifier: MIT
// Settings as single values with a path each: what is shown, compared and saved.
#pragma once

#include "loader/sets/prefix_set.hpp"
#include "userspace/config/file/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::file
{

struct Value {
	std::string path; ///< below the table of the interface: "armed", "reasons.tcp_flags_null", "limits.dns.rate"
	std::string text; ///< as it stands in a file: true, "5000/s", [53, 853]
	/// It sizes a bucket that is off; saying it would wake that bucket.
	bool idle = false;

	bool operator==(const Value&) const = default;
};

/// All of them, in the order of a file that says them. Two that have the same values do the same.
std::vector<Value> values_of(const Settings& settings);

/// A value on its way into a file.
struct Line {
	Value value;
	std::string comment; ///< behind it
	bool said = true;    ///< else it stands there as a comment
};

/// `table` is "defaults" or "interface.NAME". Reads back as the values that are said.
std::string write_lines(std::string_view table, const std::vector<Line>& lines);
/// A prefix with why it is in its set: 203.0.113.0/24 # scanner.
std::string prefix_line(const SetEntry& entry);
/// A text as it stands in a file.
std::string in_quotes(std::string_view text);
/// As it stands in the brackets: interface."eth0".
std::string table_of(std::string_view interface);

/// The built-in configuration with an explanation for everything: /usr/lib/ctgate/ctgate.toml.
std::string default_text();

} // namespace ctgate::file
