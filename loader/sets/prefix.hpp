// SPDX-License-Identifier: MIT
#pragma once

#include "bpf/abi.h"

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace ctgate
{

/// The addresses that begin with the same bits, of either family (CIDR, RFC 4632 and RFC 4291).
struct Prefix {
	ctg_family family = CTG_IPV4;
	std::array<std::uint8_t, 16>
		address{}; ///< network byte order, bits behind the length 0; IPv4 in the first four
	std::uint8_t bits = 0;

	/// 32 or 128.
	std::uint8_t bits_max() const { return family == CTG_IPV4 ? 32 : 128; }
	/// The bits of `address` that lie behind the length are set to 0.
	Prefix shortened(std::uint8_t to) const;
	bool contains(const Prefix& other) const;

	auto operator<=>(const Prefix&) const = default;
};

/// "192.0.2.0/24"; a whole address without its length.
std::string to_string(const Prefix& prefix);

} // namespace ctgate
