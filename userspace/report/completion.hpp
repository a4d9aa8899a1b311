// SPDX-License-Identifier: MIT
// A command tree -> completion scripts. CLI11 has none of its own.
#pragma once

#include "userspace/report/command_node.hpp"

#include <string>

namespace ctgate::report
{

std::string bash_completion(const CommandNode& root);
/// The same function, through zsh's bashcompinit.
std::string zsh_completion(const CommandNode& root);
std::string fish_completion(const CommandNode& root);

} // namespace ctgate::report
