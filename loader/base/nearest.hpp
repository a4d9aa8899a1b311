// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

/// "; did you mean `dns`?" for the candidate nearest to what was typed, by edit distance.
/// Empty when none is near.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates);

} // namespace ctgate
