// SPDX-License-Identifier: MIT
// ctgate config default
#include "userspace/cli/config/config.hpp"
#include "userspace/config/file/values.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{

void add_config_default(CLI::App& config, Action& chosen)
{
	CLI::App* command = config.add_subcommand("default", "The built-in configuration, explained");
	command->callback([&chosen] {
		chosen = []() -> Result<void> {
			fmt::print("{}", file::default_text());
			return {};
		};
	});
}

} // namespace ctgate::cli
