// SPDX-License-Identifier: MIT
// A frame in a few words, by what the filter read in it.
#pragma once

#include "bpf/abi.h"
#include "userspace/wire/bytes.hpp"

#include <string>
#include <vector>

namespace ctgate::why
{

/// enum ctg_part.
std::string_view part_name(std::uint64_t part);

/// The first step of this kind; nullptr when the frame did not come so far.
const ctg_step* find_step(const std::vector<ctg_step>& steps, ctg_step_kind kind);

/// "TCP 192.0.2.7:4711 > 198.51.100.1:443 [S.]", "ARP".
std::string packet_text(wire::View frame, const std::vector<ctg_step>& steps);

} // namespace ctgate::why
