// SPDX-License-Identifier: MIT
// ctgate tune apply [--profile dns|web|nat|auto] [SETTING=VALUE...] [--yes]
#include "userspace/cli/safety/consent.hpp"
#include "userspace/cli/tune/tune.hpp"

#include "userspace/report/tune.hpp"
#include "userspace/sysctl/store.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

Result<void> apply(const TuneOptions& options)
{
	const auto wish = sysctl::Wish::parse(options.profile, options.settings);
	if (!wish)
		return error_of(wish);
	if (!options.yes)
		if (auto somebody = require_somebody_to_ask("ctgate tune plan"); !somebody)
			return somebody;
	const auto paths = options.paths();
	const auto host = sysctl::Host::read(paths);
	if (!host)
		return error_of(host);
	const auto plan = sysctl::Plan::make(*host, *wish);
	if (!plan)
		return error_of(plan);
	std::vector<std::string_view> settings;
	for (const auto& change : plan->changes)
		settings.push_back(change.setting->name);
	if (auto permitted = sysctl::require_permission(paths, settings); !permitted)
		return permitted;
	fmt::print("{}", report::plan_text(*plan, ""));
	if (plan->changes.empty())
		return {};
	if (!options.yes)
		if (auto consent = require_consent("Apply?"); !consent)
			return consent;
	const auto record = sysctl::apply(paths, *host, *plan, options.apply_command());
	if (!record)
		return error_of(record);
	fmt::print("\n{}", report::applied_text(*record));
	return {};
}

} // namespace

void add_tune_apply(CLI::App& tune, const Tune& options, Action& chosen)
{
	CLI::App* command = tune.add_subcommand("apply", "Show the plan, ask, and do it: now and at every boot");
	add_wish(*command, *options);
	add_yes(*command, *options);
	command->callback([options, &chosen] { chosen = [options] { return apply(*options); }; });
}

} // namespace ctgate::cli
