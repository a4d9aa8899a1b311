// SPDX-License-Identifier: MIT
// ctgate tune plan | apply | undo | drift
#include "userspace/cli/tune/tune.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{

std::string TuneOptions::apply_command() const
{
	std::string command = root == "/" ? "ctgate tune apply" : fmt::format("ctgate tune --root {} apply", root);
	if (!profile.empty())
		command += " --profile " + profile;
	for (const auto& setting : settings)
		command += setting.find(' ') == std::string::npos ? " " + setting : fmt::format(" '{}'", setting);
	return command;
}

void add_wish(CLI::App& command, TuneOptions& options)
{
	command.add_option("settings", options.settings,
			   "Only these, and what belongs to them: udp_timeout=20, max=1048576")
		->type_name("SETTING=VALUE");
	command.add_option("--profile", options.profile, "What the host is for: dns, web, nat or auto")
		->type_name(kProfileValue);
}

void add_yes(CLI::App& command, TuneOptions& options)
{
	command.add_flag("-y,--yes", options.yes, "Do not ask; for scripts");
}

void add_tune(CLI::App& app, Action& chosen)
{
	const auto options = std::make_shared<TuneOptions>();
	CLI::App* tune = app.add_subcommand("tune", "Conntrack's sysctls: a plan, the change, the way back")
				 ->require_subcommand(1);
	tune->add_option("--root", options->root,
			 "Directory whose etc and var are written; the values are this machine's")
		->type_name("DIR");
	for (const auto add : {add_tune_plan, add_tune_apply, add_tune_undo, add_tune_drift})
		add(*tune, options, chosen);
}

} // namespace ctgate::cli
