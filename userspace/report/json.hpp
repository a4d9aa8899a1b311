// SPDX-License-Identifier: MIT
// Reports for programs: one JSON document, its schema named in it (docs/json.md). 64-bit counters are numbers.
#pragma once

#include "userspace/report/report.hpp"

#include <span>
#include <string>

namespace ctgate::report
{

std::string status_json(std::span<const Status> interfaces);
std::string drops_json(std::span<const Drops> interfaces);

} // namespace ctgate::report
