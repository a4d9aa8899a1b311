// SPDX-License-Identifier: MIT
// Rates as people write them: 5000/s, 30/m, 10/h.
#pragma once

#include "loader/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ctgate
{

/// Packets per period; the period is a second, a minute or an hour.
struct Rate {
	std::uint32_t packets;
	std::uint32_t period_s;

	bool operator==(const Rate&) const = default;
};

/// From 1/h to 10000000/s; a bare number is per second. EINVAL says what is wrong with the text.
Result<Rate> parse_rate(std::string_view text);
/// From 1 to 100000000 packets.
Result<std::uint32_t> parse_burst(std::string_view text);

std::string to_string(const Rate& rate);

} // namespace ctgate
