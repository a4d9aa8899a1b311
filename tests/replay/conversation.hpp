// SPDX-License-Identifier: MIT
// A capture of two ends of a cable, made ready to be sent again through a host between them.
#pragma once

#include "tests/packet/pcap.hpp"

#include <vector>

namespace ctgate::replay
{

/// Who spoke first is on the left, everybody else on the right.
enum class Side { kLeft, kRight };

struct Line {
	Side side;
	packet::Bytes frame;
	bool is_ip; ///< IPv4 or IPv6, behind tags or not
};

/// The Ethernet address of the host on both sides.
inline constexpr const char* kGateMac = "02:00:00:00:00:01";

/// Two things change in a frame. One for an end goes to the host between the ends instead, and a VLAN tag names
/// VLAN 0, a priority tag: Linux takes that off without a VLAN device, so conntrack sees what is behind it.
std::vector<Line> conversation(const std::vector<packet::CapturedFrame>& frames);

} // namespace ctgate::replay
