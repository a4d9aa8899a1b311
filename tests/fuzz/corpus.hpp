// SPDX-License-Identifier: MIT
// Frames from folders: captures (.pcap), fixtures (.hex), and the raw files that libFuzzer keeps.
#pragma once

#include "tests/packet/frame.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ctgate::fuzz
{

/// What a test run of the kernel holds in one buffer of a 4 KiB page, with a little to spare. The program reads
/// no other buffer, so that a longer frame would only show the two readers different things.
inline constexpr std::size_t kLongestFrame = 3500;

struct Sample {
	std::string origin; ///< its file, with the number of the frame in it
	packet::Bytes frame;
};

/// Every frame below `folder`, in the order of file names, cut to kLongestFrame. Throws when a file is not what
/// its name says.
std::vector<Sample> read_corpus(const std::filesystem::path& folder);

/// Bytes as pairs of hexadecimal digits, with space between them as one likes; `#` begins a comment.
packet::Bytes parse_hex(const std::string& text);

} // namespace ctgate::fuzz
