// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/conntrack/namespaces.hpp"
#include "userspace/doctor/observation.hpp"
#include "userspace/sysctl/paths.hpp"

#include <chrono>
#include <vector>

namespace ctgate::doctor
{

struct ObserveOptions {
	std::chrono::nanoseconds interval; ///< between the end of the pass and the second sample
	sysctl::Paths paths = {};          ///< where the settings that were asked for are written down
};

/// Looks at the conntrack of the namespace that the calling thread is in: two samples of its counters and one pass over
/// the table between them. Changes nothing. `all` are the namespaces of the host, this one first. Fails when conntrack
/// itself cannot be asked; what else cannot be seen stands in `unseen`.
Result<Observation> observe(const std::vector<conntrack::NetworkNamespace>& all, const ObserveOptions& options);

} // namespace ctgate::doctor
