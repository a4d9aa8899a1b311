// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/doctor/finding.hpp"
#include "userspace/doctor/observation.hpp"

#include <vector>

namespace ctgate::doctor
{

/// Every cause that fires, the one that explains most first. Empty: nothing is wrong. Pure: the same observation gives
/// the same findings, anywhere.
std::vector<Finding> diagnose(const Observation& seen);

} // namespace ctgate::doctor
