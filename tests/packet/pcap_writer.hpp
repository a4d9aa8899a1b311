// SPDX-License-Identifier: MIT
// Writes captures in the classic pcap format, as tcpdump -w does.
#pragma once

#include "tests/packet/frame.hpp"

#include <cstdint>
#include <vector>

namespace ctgate::packet
{

inline constexpr std::uint32_t kLinkEthernet = 1, kLinkCooked = 113;

struct WrittenFrame {
	Bytes bytes;
	std::uint32_t wire_length; ///< more than there are bytes for a frame that was cut off
};

/// The file, as bytes in the order of this machine.
Bytes pcap_file(const std::vector<WrittenFrame>& frames, std::uint32_t link = kLinkEthernet);
/// The same of whole frames.
Bytes pcap_file(const std::vector<Bytes>& frames);

} // namespace ctgate::packet
