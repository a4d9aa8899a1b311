// SPDX-License-Identifier: MIT
// ctgate confirm
#include "userspace/cli/apply/guard.hpp"
#include "userspace/cli/config/config.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{

void add_confirm(CLI::App& app, Action& chosen)
{
	auto root = std::make_shared<std::string>("/");
	CLI::App* command = app.add_subcommand("confirm", "Keep what `ctgate apply --confirm` put in force");
	add_root(*command, *root);
	command->callback([root, &chosen] {
		chosen = [root]() -> Result<void> {
			const auto socket = guard_socket(*root);
			if (auto confirmed = socket ? confirm(*socket) : error_of(socket); !confirmed)
				return confirmed;
			fmt::print("confirmed\n");
			return {};
		};
	});
}

} // namespace ctgate::cli
