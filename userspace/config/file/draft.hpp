// SPDX-License-Identifier: MIT
// The text of a configuration file that is changed by machine.
#pragma once

#include "userspace/config/file/values.hpp"

#include <string>
#include <string_view>

namespace ctgate::file
{

/// The text with one more value, or with another one in its place; `path` is below the table of the interface. The text
/// must be TOML. Comments do not survive.
std::string with_value(std::string_view text, const std::string& interface, std::string_view path,
		       std::string_view value);
/// The text with the table of the interface, if only an empty one.
std::string with_interface(std::string_view text, const std::string& interface);
/// The text with one more prefix in a set, or without it.
std::string with_prefix(std::string_view text, const SetEntry& entry, ctg_set set);
std::string without_prefix(std::string_view text, const Prefix& prefix, ctg_set set);

} // namespace ctgate::file
