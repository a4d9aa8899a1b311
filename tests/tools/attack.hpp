// SPDX-License-Identifier: MIT
// The frames of an attack on conntrack, each with a tuple of its own, in the order in which they are sent.
#pragma once

#include "tests/packet/frame.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::flood
{

/// A part of the attack; `kKindNames` says them in the same order.
enum class Kind : std::uint8_t { kMalformed, kQuery, kReply };
inline constexpr std::array<std::string_view, 3> kKindNames{"malformed", "query", "reply"};

struct Options {
	packet::Bytes mac{};                   ///< of the host's outer interface
	std::string host = "192.0.2.1";        ///< the address that the host serves on
	std::string behind = "10.128.0.0";     ///< a /16 behind the host where nobody answers
	std::string spoofed = "100.64.0.0";    ///< a /10: sources of queries and malformed segments
	std::string reflectors = "198.18.0.0"; ///< a /16: sources of replies
	std::uint32_t reflector_count = 32;
	std::array<std::uint32_t, kKindNames.size()> rate{}; ///< packets a second, by Kind
	double seconds = 10;
	std::uint32_t seed = 1;
};

struct Shot {
	Kind kind;
	packet::Bytes frame;
};

/// rate * seconds frames of every kind, mixed evenly.
std::vector<Shot> compose(const Options& options);

} // namespace ctgate::flood
