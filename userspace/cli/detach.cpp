// SPDX-License-Identifier: MIT
// ctgate detach INTERFACE | --all
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	bool all = false;
};

Result<void> detach_one(Filter filter)
{
	const auto lock = filter.lock();
	if (!lock)
		return error_of(lock);
	const auto last = filter.counters();
	if (auto detached = filter.detach(); !detached)
		return error_of(detached);
	if (last)
		fmt::print("{}: detached; it had passed {} packets, dropped {}, monitored {}\n", filter.interface(),
			   last->passed.packets, last->dropped_in_all().packets, last->monitored_in_all().packets);
	else
		fmt::print("{}: detached\n", filter.interface());
	return {};
}

/// An attach that was killed half-way leaves maps without a link; they filter nothing, and go with the rest.
Result<bool> remove_remains(const std::string& interface)
{
	auto names = interface.empty() ? PinDirectory::interfaces() : std::vector{interface};
	if (!names)
		return error_of(names);
	bool removed_any = false;
	for (const auto& name : *names) {
		if (Filter::open(name))
			continue;
		const auto removed = Filter::remove_remains(name);
		if (!removed && removed.error().code() == ENOTCONN)
			continue;
		if (!removed)
			return error_of(removed);
		fmt::print("{}: removed what an attach had left that was cut short\n", name);
		removed_any = true;
	}
	return removed_any;
}

Result<void> detach(const Options& options)
{
	if (options.all == !options.interface.empty())
		return fail(EINVAL, "say which interface to detach, or --all (ctgate status lists them)");
	if (auto settled = settle(); !settled)
		return settled;
	const auto had_remains = remove_remains(options.interface);
	if (!had_remains)
		return error_of(had_remains);
	auto filters = open_filters(options.interface);
	if (!filters && *had_remains && filters.error().code() == ENOTCONN)
		return {};
	if (!filters)
		return error_of(filters);
	for (auto& filter : *filters)
		if (auto detached = detach_one(std::move(filter)); !detached)
			return error_of(detached);
	return {};
}

} // namespace

void add_detach(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = app.add_subcommand("detach", "Take the filter off, and its counters and buckets with it");
	command->add_option("interface", options->interface, "Network interface")->type_name(kInterfaceValue);
	command->add_flag("--all", options->all, "Every interface of this network namespace");
	command->callback([options, &chosen] { chosen = [options] { return detach(*options); }; });
}

} // namespace ctgate::cli
