// SPDX-License-Identifier: MIT
// ctgate upgrade [INTERFACE]
#include "userspace/cli/change.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"

#include <memory>

namespace ctgate::cli
{
namespace
{

/// The configuration stays as it is; what is new is the program that it is compiled into.
Result<void> upgrade(const std::string& interface)
{
	auto filters = open_filters(interface);
	if (!filters)
		return error_of(filters);
	return change_filters(std::move(*filters), [](Config&) -> Result<std::string> {
		return "runs this version's program, configuration and counters kept";
	});
}

} // namespace

void add_upgrade(CLI::App& app, Action& chosen)
{
	auto interface = std::make_shared<std::string>();
	CLI::App* command =
		app.add_subcommand("upgrade", "Swap in the program of this version; all else stays, no packet gets by");
	command->add_option("interface", *interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->callback([interface, &chosen] { chosen = [interface] { return upgrade(*interface); }; });
}

} // namespace ctgate::cli
