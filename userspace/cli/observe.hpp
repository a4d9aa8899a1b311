// SPDX-License-Identifier: MIT
// Filter in the kernel -> values for a report.
#pragma once

#include "loader/filter.hpp"
#include "userspace/report/report.hpp"

#include <vector>

namespace ctgate::cli
{

/// As the filter stands now, not as it stood when it was opened.
Result<report::Status> observe(Filter& filter);
/// All of them, or the first error.
Result<std::vector<report::Status>> observe_all(std::vector<Filter>& filters);

} // namespace ctgate::cli
