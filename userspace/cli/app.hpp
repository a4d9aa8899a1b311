// SPDX-License-Identifier: MIT
// The command tree, and the one place where errors are printed and become exit codes.
#pragma once

#include "userspace/cli/exit_code.hpp"

namespace ctgate::cli
{

ExitCode run(int argc, char** argv);

} // namespace ctgate::cli
