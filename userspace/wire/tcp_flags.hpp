// SPDX-License-Identifier: MIT
// TCP flags, as letters and as names.
#pragma once

#include "loader/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ctgate::wire
{

/// Byte 13 of the header; AE (RFC 9768) is the last bit of the byte before it.
using TcpFlags = std::uint16_t;

/// Letters of F S R P A U E W, N for AE, a dot for ACK as tcpdump has it; `none` for no flag at all.
Result<TcpFlags> parse_tcp_flags(std::string_view text);

/// As tcpdump: "S", "S.", "P.", "none".
std::string tcp_flag_letters(TcpFlags flags);
/// "SYN ACK", "no flag".
std::string tcp_flag_names(TcpFlags flags);

} // namespace ctgate::wire
