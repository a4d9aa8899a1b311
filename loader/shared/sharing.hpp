// SPDX-License-Identifier: MIT
// Whether an interface belongs to one XDP program or to several.
#pragma once

#include <cstdint>
#include <string_view>

namespace ctgate
{

enum class Sharing {
	kExclusive, ///< a link that nobody else can replace holds the interface
	kShared,    ///< libxdp's dispatcher holds it, and calls the programs of several tools, one after the other
};

constexpr std::string_view to_string(Sharing sharing)
{
	return sharing == Sharing::kExclusive ? "exclusive" : "shared";
}

/// Of the programs behind a dispatcher the one with the lowest number comes first; other tools take 50 by default.
using Priority = std::uint32_t;
inline constexpr Priority kDefaultPriority = 10;

} // namespace ctgate
