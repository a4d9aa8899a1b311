// SPDX-License-Identifier: MIT
// Filter in the kernel -> values for a report.
#pragma once

#include "loader/filter.hpp"
#include "userspace/report/report.hpp"

namespace ctgate::cli
{

Result<report::Status> observe(const Filter& filter);

} // namespace ctgate::cli
