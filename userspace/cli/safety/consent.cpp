// SPDX-License-Identifier: MIT
#include "userspace/cli/safety/consent.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>

#include <fmt/core.h>

namespace ctgate::cli
{

Result<void> require_somebody_to_ask(std::string_view look)
{
	if (::isatty(STDIN_FILENO) == 1)
		return {};
	return fail(EINVAL, "there is no terminal to ask on; --yes does it without asking, {} only shows it", look);
}

Result<void> require_consent(std::string_view question)
{
	fmt::print("\n{} [y/N] ", question);
	std::fflush(stdout);
	std::string answer;
	std::getline(std::cin, answer);
	if (answer == "y" || answer == "Y" || answer == "yes")
		return {};
	return fail(ECANCELED, "not done; nothing was changed");
}

} // namespace ctgate::cli
