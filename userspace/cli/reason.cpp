// SPDX-License-Identifier: MIT
// ctgate reason set REASON off|monitor|drop
#include "userspace/cli/filters.hpp"
#include "userspace/cli/safety/zone_guard.hpp"
#include "userspace/cli/save.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <vector>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	std::string reason;
	std::string action;
	double learning_s = -1; ///< not given
	bool despite_zones = false;
	SaveOptions save;
};

/// These drop what conntrack does not know, and of zones the filter does not know.
bool drops_the_unknown(const std::vector<Reason>& reasons, ctg_action action)
{
	return action == CTG_DROP && std::ranges::any_of(reasons, asks_for_unknown, &Reason::id);
}

Result<void> set(const Options& options)
{
	const auto action = parse_action(options.action);
	if (!action)
		return error_of(action);
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	const auto change = [&](Config& config) -> Result<std::string> {
		const auto matches = config.match_reasons(options.reason);
		if (!matches)
			return error_of(matches);
		if (drops_the_unknown(*matches, *action) && !options.despite_zones)
			if (auto none = require_no_zones("--despite-zones"); !none)
				return error_of(none);
		std::set<std::string_view> before;
		if (options.learning_s >= 0)
			config.set_learning(std::chrono::seconds{static_cast<long>(options.learning_s)});
		for (const Reason& reason : *matches) {
			before.insert(to_string(config.action(reason.id)));
			config.set_action(reason.id, *action);
		}
		return fmt::format("{}: {} (was {})", options.reason, to_string(*action), fmt::join(before, ", "));
	};
	return change_and_save(std::move(*filters), change, options.save);
}

} // namespace

void add_reason(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		app.add_subcommand("reason", "What a reason does: set off, monitor or drop")->require_subcommand(1);
	CLI::App* set_command = command->add_subcommand("set", "off: not asked; monitor: counted; drop: dropped");
	set_command->add_option("reason", options->reason, "A reason, or several: 'tcp_flags_*'")
		->required()
		->type_name(kReasonValue);
	set_command->add_option("action", options->action, "off, monitor or drop")->required()->type_name(kActionValue);
	set_command
		->add_option("--learning", options->learning_s,
			     "For reasons that ask conntrack: seconds of only counting after it began anew")
		->type_name("SECONDS")
		->check(CLI::Range(0, 86400));
	set_command->add_flag("--despite-zones", options->despite_zones,
			      "Drop what conntrack does not know although it has zones");
	set_command
		->add_option("-i,--interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	add_save(*set_command, options->save);
	set_command->callback([options, &chosen] { chosen = [options] { return set(*options); }; });
}

} // namespace ctgate::cli
