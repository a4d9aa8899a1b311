// SPDX-License-Identifier: MIT
// Reads captures of Ethernet in the classic pcap format (draft-ietf-opsawg-pcap), in either byte order, with
// times in microseconds or nanoseconds. Whoever wrote the bytes is not trusted: every length is checked.
#pragma once

#include "loader/base/error.hpp"
#include "tests/packet/frame.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace ctgate::packet
{

struct CapturedFrame {
	std::chrono::nanoseconds time; ///< since 1970
	std::uint32_t wire_length;     ///< more than there are bytes, when the capture cut it off
	Bytes bytes;                   ///< from the Ethernet header on
};

/// The longest frame that a capture may hold; libpcap's own bound.
inline constexpr std::uint32_t kCapturedBytesMax = 262'144;
/// The longest file that is read.
inline constexpr std::uintmax_t kCaptureBytesMax = 64u << 20;

/// All frames, in the order of the file; an error if there is anything that cannot be read.
Result<std::vector<CapturedFrame>> parse_pcap(std::span<const std::uint8_t> file);
Result<std::vector<CapturedFrame>> read_pcap(const std::filesystem::path& path);

} // namespace ctgate::packet
