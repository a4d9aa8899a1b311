// SPDX-License-Identifier: MIT
// ctgate: parse the command line, do what it says, tell what went wrong in one line.
#include "userspace/cli/app.hpp"

#include <exception>
#include <string_view>

#include <fmt/core.h>

int main(int argc, char** argv)
{
	try {
		return static_cast<int>(ctgate::cli::run(argc, argv));
	} catch (const std::exception& error) {
		const std::string_view what = error.what();
		// fmt says so when stdout takes no more; what was to be done is done by then.
		const bool is_unprinted = what.starts_with("cannot write to file");
		fmt::print(stderr, "ctgate: {}{}\n", what, is_unprinted ? "; ctgate status says what is in force" : "");
		return static_cast<int>(ctgate::cli::ExitCode::kFailed);
	}
}
