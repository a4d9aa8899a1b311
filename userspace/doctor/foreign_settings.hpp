// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/doctor/observation.hpp"
#include "userspace/sysctl/paths.hpp"

#include <vector>

namespace ctgate::doctor
{

/// Settings of conntrack that are not what somebody asked for: `ctgate tune apply` or, where nothing was applied, the
/// files of sysctl.d(5), which set nothing when the module was not loaded yet.
Result<std::vector<ForeignSetting>> find_foreign_settings(const sysctl::Paths& paths);

} // namespace ctgate::doctor
