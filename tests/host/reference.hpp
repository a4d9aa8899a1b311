// SPDX-License-Identifier: MIT
// A second reader of frames, written from the RFCs with offsets and vectors instead of cursors and structs.
#pragma once

#include "loader/reasons.hpp"
#include "tests/packet/frame.hpp"

#include <vector>

namespace ctgate
{

/// What must be said against a frame, from the outside in, when every reason monitors. Limits aside.
std::vector<ctg_reason> reference_reasons(const packet::Bytes& frame);

/// Whether the reason is about the frame by itself, so that reference_reasons() can say it.
bool is_of_the_frame(const Reason& reason);

} // namespace ctgate
