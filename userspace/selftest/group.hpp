// SPDX-License-Identifier: MIT
// Which probes are sent in which shapes, and from where.
#pragma once

#include "loader/tracer.hpp"
#include "userspace/selftest/shape.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ctgate::selftest
{

/// The filter, asked about a frame in two ways.
struct Filtering {
	std::function<Result<Trace>(std::span<const std::byte>)> trace; ///< all that it says on the long way
	/// The verdict by the way that packets take, and by nothing but what is wrong with the frame.
	std::function<Result<std::uint32_t>(std::span<const std::byte>)> verdict;
};

/// An address in the deny set of each family, where there is one.
using Denied = std::array<std::optional<Bytes>, CTG_FAMILIES>;

/// Frames of one kind: these probes in these shapes.
struct Group {
	std::string layer;
	ctg_family family;
	Addresses addresses;
	std::vector<Probe> probes;
	std::vector<NetworkShape> shapes;
	std::vector<LinkShape> links;
};

/// All of them. EADDRNOTAVAIL when no source can be found that is in none of the sets.
Result<std::vector<Group>> groups(const Config& config, const Filtering& filter, const Denied& denied);

} // namespace ctgate::selftest
