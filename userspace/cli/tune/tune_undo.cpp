// SPDX-License-Identifier: MIT
// ctgate tune undo [--yes]
#include "userspace/cli/safety/consent.hpp"
#include "userspace/cli/tune/tune.hpp"

#include "userspace/report/tune.hpp"
#include "userspace/sysctl/store.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

Result<void> undo(const TuneOptions& options)
{
	if (!options.yes)
		if (auto somebody = require_somebody_to_ask("ctgate tune drift"); !somebody)
			return somebody;
	const auto paths = options.paths();
	const auto record = sysctl::Record::read(paths);
	if (!record)
		return error_of(record);
	if (!*record)
		return fail(ENOENT, "nothing to undo: ctgate tune apply has changed nothing here");
	std::vector<std::string_view> settings;
	for (const auto& line : (*record)->lines)
		settings.push_back(line.setting);
	if (auto permitted = sysctl::require_permission(paths, settings); !permitted)
		return permitted;
	fmt::print("{}", report::undo_text(**record, [&](std::string_view setting) {
			   return sysctl::read_number(paths.value_of(setting));
		   }));
	if (!options.yes)
		if (auto consent = require_consent("Undo?"); !consent)
			return consent;
	if (auto done = sysctl::undo(paths, **record); !done)
		return done;
	fmt::print("Undone.\n");
	return {};
}

} // namespace

void add_tune_undo(CLI::App& tune, const Tune& options, Action& chosen)
{
	CLI::App* command = tune.add_subcommand("undo", "Put back the values and files from before the first apply");
	add_yes(*command, *options);
	command->callback([options, &chosen] { chosen = [options] { return undo(*options); }; });
}

} // namespace ctgate::cli
