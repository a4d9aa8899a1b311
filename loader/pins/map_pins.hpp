// SPDX-License-Identifier: MIT
// The pinned maps that a filter's programs are loaded over.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"
#include "loader/pins/pins.hpp"
#include "loader/program/machine.hpp"

#include <linux/bpf.h>

#include <cstdint>
#include <string_view>

namespace ctgate
{

/// What the kernel says of a map.
Result<bpf_map_info> map_info(int map);
/// Which one it is of all maps in the kernel; of one that could not be opened, why.
Result<std::uint32_t> map_id(const Result<UniqueFd>& map);

/// "allow4" and so on: how the map of one set and family is called.
std::string_view set_name(ctg_set set, ctg_family family);

/// Where a filter finds its maps: its own state, and the sets that it shares with the others of its namespace.
struct MapPins {
	PinDirectory state;
	PinDirectory sets;
	/// Lines of the sketch, where it has to be made; what is pinned keeps its size.
	std::uint32_t sketch_lines = CTG_SKETCH_LINES;

	/// Lines of the sketch that is pinned, or those that it would be made with.
	Result<std::uint32_t> lines() const;
	/// 1 << ctg_family for each family of the set that has a prefix in it.
	Result<std::uint8_t> families_of(ctg_set set) const;
	/// What the machine of a program over these maps depends on.
	Result<MachineFacts> facts(const HashKeys& keys) const;
};

} // namespace ctgate
