// SPDX-License-Identifier: MIT
// ctgate: parse the command line, do what it says, tell what went wrong in one line.
#include "userspace/cli/app.hpp"

#include <exception>

#include <fmt/core.h>

int main(int argc, char** argv)
{
	try {
		return static_cast<int>(ctgate::cli::run(argc, argv));
	} catch (const std::exception& error) {
		fmt::print(stderr, "ctgate: {}\n", error.what());
		return static_cast<int>(ctgate::cli::ExitCode::kFailed);
	}
}
