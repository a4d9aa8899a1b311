// SPDX-License-Identifier: MIT
// ctgate arm|disarm [INTERFACE]: the off switch, and the way back. Neither touches the NIC.
#include "userspace/cli/change.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"

#include <memory>

namespace ctgate::cli
{
namespace
{

Result<void> set_arming(const std::string& interface, Arming wanted)
{
	auto filters = open_filters(interface);
	if (!filters)
		return error_of(filters);
	return change_filters(std::move(*filters), [wanted](Config& config) -> Result<std::string> {
		const bool already = config.arming() == wanted;
		config.set_arming(wanted);
		const std::string now =
			wanted == Arming::kArmed ? "armed" : "disarmed: nothing drops, everything still counts";
		return already ? "was already " + now : now;
	});
}

void add(CLI::App& app, Action& chosen, const char* name, const char* help, Arming wanted)
{
	auto interface = std::make_shared<std::string>();
	CLI::App* command = app.add_subcommand(name, help);
	command->add_option("interface", *interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->callback([interface, wanted, &chosen] {
		chosen = [interface, wanted] { return set_arming(*interface, wanted); };
	});
}

} // namespace

void add_arm(CLI::App& app, Action& chosen)
{
	add(app, chosen, "arm", "Let reasons drop that are set to drop", Arming::kArmed);
	add(app, chosen, "disarm", "Drop nothing, count on; does not touch the link", Arming::kDisarmed);
}

} // namespace ctgate::cli
