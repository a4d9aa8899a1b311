// SPDX-License-Identifier: MIT
// A frame of every shape that the filter tells apart.
#pragma once

#include "tests/packet/frame.hpp"

#include <string>
#include <vector>

namespace ctgate
{

/// Behind the last header of each shape, so that a cut inside it hides no header.
inline constexpr std::size_t kShapePayload = 10;

struct Shape {
	std::string name;
	packet::Frame frame;
};

std::vector<Shape> shapes();

} // namespace ctgate
