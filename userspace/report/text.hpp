// SPDX-License-Identifier: MIT
// Reports for a person at a terminal: fixed width, under 80 columns, no colour.
#pragma once

#include "userspace/report/report.hpp"

#include <string>

namespace ctgate::report
{

std::string status_text(const Status& status);
std::string drops_text(const Drops& drops);
/// The configuration as `attach` and `status` print it.
std::string config_text(const Config& config);

} // namespace ctgate::report
