// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"

#include <cstdint>
#include <string_view>

namespace ctgate
{

/// The value of --port: 0 to 65535.
Result<std::uint16_t> parse_port(std::string_view text);

} // namespace ctgate
