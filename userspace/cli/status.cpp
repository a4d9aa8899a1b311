// SPDX-License-Identifier: MIT
// ctgate status [INTERFACE] [--json]
#include "userspace/cli/config/config.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/observe.hpp"
#include "userspace/conntrack/zones.hpp"
#include "userspace/report/json.hpp"
#include "userspace/report/text.hpp"
#include "userspace/sysctl/file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	std::string root = "/";
	bool json = false;
};

/// What `ctgate apply --boot` left when it had to use the last good configuration.
std::string degraded(const std::string& root)
{
	const auto text = sysctl::read_text(file::Folders{.root = root}.degraded_file());
	return text.value_or("");
}

/// No reason to give no status: who may not read the table sees the rest.
void look_for_zones(std::vector<report::Status>& interfaces)
{
	if (std::ranges::none_of(interfaces, &report::Status::asks_conntrack))
		return;
	const auto zone = conntrack::zone_in_use();
	for (auto& interface : interfaces)
		if (zone && interface.asks_conntrack)
			interface.foreign_zone = *zone;
}

/// After a change that was cut short.
void look_at_sets(std::vector<Filter>& filters, std::vector<report::Status>& interfaces)
{
	for (std::size_t i = 0; i < filters.size(); ++i)
		if (const auto follows = filters[i].follows_sets(); follows && filters[i].alive())
			interfaces[i].follows_sets = *follows;
}

Result<void> status(const Options& options)
{
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	auto interfaces = observe_all(*filters);
	if (!interfaces)
		return error_of(interfaces);
	look_for_zones(*interfaces);
	look_at_sets(*filters, *interfaces);
	const std::string bad_files = degraded(options.root);
	if (options.json) {
		fmt::print("{}", report::status_json(*interfaces, bad_files));
		return {};
	}
	if (!bad_files.empty())
		fmt::print(
			"DEGRADED: the files were bad at boot, so the last good configuration is in force (see ctgate "
			"config check, then ctgate apply)\n{}\n",
			bad_files);
	for (const auto& interface : *interfaces)
		fmt::print("{}", report::status_text(interface));
	return {};
}

} // namespace

void add_status(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = app.add_subcommand("status", "What is in force, and what it has done");
	command->add_option("interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->add_flag("--json", options->json, "One JSON document (schema ctgate/status/1)");
	add_root(*command, options->root);
	command->callback([options, &chosen] { chosen = [options] { return status(*options); }; });
}

} // namespace ctgate::cli
