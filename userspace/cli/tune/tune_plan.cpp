// SPDX-License-Identifier: MIT
// ctgate tune plan [--profile dns|web|nat|auto] [SETTING=VALUE...] [--json]
#include "userspace/cli/tune/tune.hpp"

#include "userspace/report/tune.hpp"
#include "userspace/sysctl/plan.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

Result<void> plan(const TuneOptions& options)
{
	const auto wish = sysctl::Wish::parse(options.profile, options.settings);
	if (!wish)
		return error_of(wish);
	const auto host = sysctl::Host::read(options.paths());
	if (!host)
		return error_of(host);
	const auto made = sysctl::Plan::make(*host, *wish);
	if (!made)
		return error_of(made);
	fmt::print("{}", options.json ? report::plan_json(*made) : report::plan_text(*made, options.apply_command()));
	return {};
}

} // namespace

void add_tune_plan(CLI::App& tune, const Tune& options, Action& chosen)
{
	CLI::App* command =
		tune.add_subcommand("plan", "What would be changed, why, and what it costs; changes nothing");
	add_wish(*command, *options);
	command->add_flag("--json", options->json, "JSON (schema ctgate/tune-plan/1)");
	command->callback([options, &chosen] { chosen = [options] { return plan(*options); }; });
}

} // namespace ctgate::cli
