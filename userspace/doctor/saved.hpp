// SPDX-License-Identifier: MIT
// Observations in a file: to be diagnosed later, or by somebody else.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/doctor/observation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::doctor
{

/// JSON, schema ctgate/observation/1.
std::string saved(const std::vector<Observation>& observations);
/// EINVAL for what saved() did not write.
Result<std::vector<Observation>> restored(std::string_view text);

} // namespace ctgate::doctor
