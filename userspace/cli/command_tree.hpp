// SPDX-License-Identifier: MIT
// CLI11's application -> the command tree as plain data, so that a new option completes and is documented by itself.
#pragma once

#include "userspace/report/command_node.hpp"

#include <CLI/CLI.hpp>

namespace ctgate::cli
{

report::CommandNode command_tree(const CLI::App& app);

} // namespace ctgate::cli
