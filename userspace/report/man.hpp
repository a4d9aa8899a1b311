// SPDX-License-Identifier: MIT
// A command tree -> pages of the manual, in man(7).
#pragma once

#include "userspace/report/command_node.hpp"

#include <string>
#include <vector>

namespace ctgate::report
{

/// What every page says besides its commands.
struct ManualFrame {
	struct ExitStatus {
		int code;
		std::string meaning;
	};

	std::string version;
	std::vector<ExitStatus> exit_statuses;
};

/// ctgate(8): what it is, its commands in a line each.
std::string program_page(const CommandNode& root, const ManualFrame& frame);
/// ctgate-COMMAND(8): one command with all below it.
std::string command_page(const CommandNode& command, const ManualFrame& frame);

} // namespace ctgate::report
