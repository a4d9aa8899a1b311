// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/relief/selection.hpp"

#include <string>

namespace ctgate::relief
{

/// What to type to count the same entries with another tool: conntrack(8), which reads the same table and knows
/// nothing of ctgate.
std::string check_command(const Wish& wish, const conntrack::Lifetimes& lifetimes);

} // namespace ctgate::relief
