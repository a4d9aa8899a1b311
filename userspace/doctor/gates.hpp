// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/doctor/observation.hpp"

#include <string>
#include <vector>

namespace ctgate::doctor
{

/// The interfaces of this namespace that ctgate guards; adds what their filters have dropped to the moment. None where
/// ctgate is attached to none, or the caller may not look.
std::vector<std::string> read_gates(Moment& moment);

} // namespace ctgate::doctor
