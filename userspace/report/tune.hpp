// SPDX-License-Identifier: MIT
// The answers of `ctgate tune`.
#pragma once

#include "userspace/sysctl/drift.hpp"
#include "userspace/sysctl/plan.hpp"
#include "userspace/sysctl/record.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ctgate::report
{

/// What would be changed; `apply` is the command that does it.
std::string plan_text(const sysctl::Plan& plan, const std::string& apply);
std::string plan_json(const sysctl::Plan& plan);

std::string applied_text(const sysctl::Record& record);

/// What undo would do; `now` tells the value that a setting has.
std::string undo_text(const sysctl::Record& record,
		      const std::function<std::optional<std::int64_t>(std::string_view setting)>& now);

/// `apply` is the command that would set it again, without the settings.
std::string drift_text(const sysctl::Drift& drift, const std::string& apply);
std::string drift_json(const sysctl::Drift& drift);

} // namespace ctgate::report
