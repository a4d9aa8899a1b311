// SPDX-License-Identifier: MIT
// Frames for programs: one JSON document, schema ctgate/why/1 (docs/why.md), written a frame at a time.
#pragma once

#include "userspace/why/listing.hpp"

namespace ctgate::why
{

/// Up to the first frame.
std::string json_head(const std::string& interface, const ctg_image& image);
std::string json_frame(std::uint64_t number, const Asked& asked);
/// A frame that the filter could not be asked about.
std::string json_unasked(std::uint64_t number, const std::string& sentence);
/// Between two frames.
inline constexpr const char* kJsonBetween = ",";
std::string json_tail(const Tally& tally);

} // namespace ctgate::why
