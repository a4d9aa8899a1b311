// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace ctgate
{

/// "90s", "10m", "2h", "7d", "2h4m": from 1 second to 366 days.
Result<std::chrono::seconds> parse_duration(std::string_view text);
/// In the two largest units: "9m 58s", "2h", "6d 23h".
std::string to_string(std::chrono::seconds duration);

} // namespace ctgate
