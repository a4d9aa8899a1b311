// SPDX-License-Identifier: MIT
// The texts behind `ctgate explain`.
#pragma once

#include "userspace/config/config.hpp"

#include <string>

namespace ctgate::report
{

/// Every reason on a line, with what it does under this configuration.
std::string reasons_text(const Config& config);
/// One reason at length.
std::string explain_text(const Reason& reason, const Config& config);

} // namespace ctgate::report
