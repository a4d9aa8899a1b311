// SPDX-License-Identifier: MIT
// How a command comes by the filters that it is about.
#pragma once

#include "loader/filter.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::cli
{

/// Ends a change whose writer was killed, and says so. First thing in every command that looks at filters.
Result<void> settle();

/// The filter of one interface, or of all that have one when the name is empty. ENOTCONN when there is none.
Result<std::vector<Filter>> open_filters(const std::string& interface);

/// The filter of this interface, or of the only one that has a filter when the name is empty. EINVAL when there are
/// several, with what to type: `command` and one of their names.
Result<Filter> open_one_filter(const std::string& interface, std::string_view command);

} // namespace ctgate::cli
