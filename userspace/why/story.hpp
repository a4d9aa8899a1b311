// SPDX-License-Identifier: MIT
// What a frame met on its way, for a person: a line a step.
#pragma once

#include "loader/tracer.hpp"
#include "userspace/wire/bytes.hpp"

#include <cstddef>
#include <string>

namespace ctgate::why
{

/// A frame, and what the filter that stands on an interface made of it.
struct Asked {
	std::string interface;
	wire::View frame;
	std::size_t wire_length; ///< more than the frame has bytes, when a capture cut it off
	const Trace& trace;
	const ctg_image& image; ///< of the program that was asked
};

std::string story_text(const Asked& asked);

} // namespace ctgate::why
