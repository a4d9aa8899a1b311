// SPDX-License-Identifier: MIT
// Prefixes as people write them.
#pragma once

#include "loader/base/error.hpp"
#include "loader/sets/prefix.hpp"

#include <string_view>

namespace ctgate
{

/// "192.0.2.0/24", "2001:db8::/32", or one address. EINVAL for bits behind the length, for IPv4 in an IPv6 address.
Result<Prefix> parse_prefix(std::string_view text);
/// One address: a prefix of all its bits.
Result<Prefix> parse_address(std::string_view text);

} // namespace ctgate
