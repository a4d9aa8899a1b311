// SPDX-License-Identifier: MIT
// What a refused command must look like from outside.
#pragma once

#include "tests/e2e/testbed.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ctgate::e2e
{

/// Where the interface's filter is pinned.
std::filesystem::path pin_directory(const Testbed& bed, const std::string& interface);

/// Expects one sentence on stderr that holds all of `says`, nothing on stdout, and this exit code.
void expect_one_sentence(const Finished& finished, int exit_code, const std::vector<std::string>& says);
/// The same; and the same pins, programs on the interfaces and `ctgate status` as before.
void expect_command_refused(const Testbed& bed, const std::vector<std::string>& command, int exit_code,
			    const std::vector<std::string>& says);
/// The same for ctgate with these arguments.
void expect_refused(const Testbed& bed, const std::vector<std::string>& arguments, int exit_code,
		    const std::vector<std::string>& says);

} // namespace ctgate::e2e
