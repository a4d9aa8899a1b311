// SPDX-License-Identifier: MIT
// Reports for programs: one JSON document, its schema named in it (docs/json.md). 64-bit counters are numbers.
#pragma once

#include "userspace/report/report.hpp"

#include <span>
#include <string>

namespace ctgate::report
{

/// `degraded` says why the configuration in force is not that of the files; empty when it is.
std::string status_json(std::span<const Status> interfaces, const std::string& degraded = {});
std::string drops_json(std::span<const Drops> interfaces);

} // namespace ctgate::report
