// SPDX-License-Identifier: MIT
// ctgate tune drift [--json]
#include "userspace/cli/tune/tune.hpp"

#include "userspace/report/tune.hpp"
#include "userspace/sysctl/drift.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

Result<void> drift(const TuneOptions& options)
{
	const auto found = sysctl::Drift::find(options.paths());
	if (!found)
		return error_of(found);
	fmt::print("{}",
		   options.json ? report::drift_json(*found) : report::drift_text(*found, options.apply_command()));
	if (found->count() == 0)
		return {};
	return fail(ESTALE, "not everything is, or will be, as it was applied; ctgate tune undo goes back");
}

} // namespace

void add_tune_drift(CLI::App& tune, const Tune& options, Action& chosen)
{
	CLI::App* command = tune.add_subcommand("drift", "What is no longer as applied, and who else writes it");
	command->add_flag("--json", options->json, "JSON (schema ctgate/tune-drift/1)");
	command->callback([options, &chosen] { chosen = [options] { return drift(*options); }; });
}

} // namespace ctgate::cli
