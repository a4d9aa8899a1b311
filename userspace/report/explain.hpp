// SPDX-License-Identifier: MIT
// The texts behind `ctgate explain`.
#pragma once

#include "loader/reasons.hpp"

#include <string>

namespace ctgate::report
{

/// Every reason on a line.
std::string reasons_text();
/// One reason at length.
std::string explain_text(const Reason& reason);

} // namespace ctgate::report
