// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ctgate::report
{

/// Breaks words into lines of a terminal (79 columns) behind a label: "  label     words ...".
/// Words are separated by blanks; every line after the first is indented under the first word.
std::string labelled(std::string_view label, std::string_view words);

} // namespace ctgate::report
