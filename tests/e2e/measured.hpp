// SPDX-License-Identifier: MIT
// What a command cost.
#pragma once

#include "loader/base/unique_fd.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace ctgate::e2e
{

struct Measured {
	int exit_code;
	std::chrono::duration<double> wall;
	std::chrono::duration<double> cpu; ///< in the program and in the kernel
	std::uint64_t peak_bytes;          ///< the most memory that was resident at once (ru_maxrss)
};

/// Runs the command in the network namespace of the calling thread and gives it `out` as standard output; what it says
/// elsewhere is lost. Gives up after a minute. Throws when it cannot be run. From then on orphans of this process's
/// children are its own (PR_SET_CHILD_SUBREAPER).
Measured measure(const std::vector<std::string>& command, const UniqueFd& out);

} // namespace ctgate::e2e
