// SPDX-License-Identifier: MIT
// Which TCP flags conntrack takes, and what ctgate must call the others: the model that the filter is tested against.
#pragma once

#include "tests/packet/frame.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace ctgate
{

/// What tcp_error() looks at; PSH, ECE and CWR are masked.
inline constexpr std::uint8_t kJudgedFlags = packet::kFin | packet::kSyn | packet::kRst | packet::kAck | packet::kUrg;

/// tcp_valid_flags[] in net/netfilter/nf_conntrack_proto_tcp.c, in its order.
inline constexpr std::array<std::uint8_t, 9> kTcpValidFlags{
	packet::kSyn,
	packet::kSyn | packet::kUrg,
	packet::kSyn | packet::kAck,
	packet::kRst,
	packet::kRst | packet::kAck,
	packet::kFin | packet::kAck,
	packet::kFin | packet::kAck | packet::kUrg,
	packet::kAck,
	packet::kAck | packet::kUrg,
};

/// The name of the reason for this byte of flags, spelled from its bits; empty when there is none.
inline std::string expected_flags_reason(std::uint8_t flags)
{
	const std::uint8_t judged = flags & kJudgedFlags;
	if (std::ranges::find(kTcpValidFlags, judged) != kTcpValidFlags.end())
		return {};
	if (judged == 0)
		return "tcp_flags_null";
	if (judged == (packet::kFin | packet::kUrg))
		return "tcp_flags_xmas";

	std::string name = "tcp_flags";
	const std::pair<std::uint8_t, const char*> spelling[] = {{packet::kSyn, "_syn"},
								 {packet::kFin, "_fin"},
								 {packet::kRst, "_rst"},
								 {packet::kAck, "_ack"},
								 {packet::kUrg, "_urg"}};
	for (const auto& [bit, letters] : spelling)
		if (judged & bit)
			name += letters;
	return name;
}

} // namespace ctgate
