// SPDX-License-Identifier: MIT
#pragma once

#include "loader/sets/prefix.hpp"

#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace ctgate::conntrack
{

/// An address as conntrack keeps it: 16 bytes in network byte order, of which IPv4 uses the first four.
struct Address {
	std::array<std::uint8_t, 16> bytes{};
	std::uint8_t family = AF_INET;

	auto operator<=>(const Address&) const = default;
};

std::string to_string(const Address& address);
/// All its bits.
Prefix prefix_of(const Address& address);

} // namespace ctgate::conntrack
