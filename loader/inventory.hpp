// SPDX-License-Identifier: MIT
// What there is, beyond one filter: the interfaces of this network namespace, the memory that a filter was given.
#pragma once

#include "loader/interface.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ctgate
{

/// Every interface of the caller's network namespace, by index.
Result<std::vector<Interface>> all_interfaces();

/// Lines of the sketch of a filter that stands, by the name that its interface had at attach.
Result<std::uint32_t> sketch_lines_of(const std::string& filter);

} // namespace ctgate
