// SPDX-License-Identifier: MIT
// plan -> kernel and files, and back.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/host.hpp"
#include "userspace/sysctl/plan.hpp"
#include "userspace/sysctl/record.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

/// Writes the values, the files for the next boot and the record, or nothing. `host` is what the plan was made of:
/// EAGAIN when a value has been changed since. Gives the record.
Result<Record> apply(const Paths& paths, const Host& host, const Plan& plan, const std::string& command);

/// EACCES where the caller may not write these settings. So that he is told before he is asked.
Result<void> require_permission(const Paths& paths, const std::vector<std::string_view>& settings);

/// Puts everything back as it was before the first apply, and forgets it; or nothing.
Result<void> undo(const Paths& paths, const Record& record);

/// The file for systemd-sysctl: a comment and a line for each value.
std::string boot_text(const Record& record);

} // namespace ctgate::sysctl
