// SPDX-License-Identifier: MIT
// The answers of `ctgate tune`.
#pragma once

#include "userspace/sysctl/plan.hpp"

#include <string>

namespace ctgate::report
{

/// What would be changed; `apply` is the command that does it.
std::string plan_text(const sysctl::Plan& plan, const std::string& apply);
std::string plan_json(const sysctl::Plan& plan);

} // namespace ctgate::report
