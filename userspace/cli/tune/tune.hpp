// SPDX-License-Identifier: MIT
// What the subcommands of `ctgate tune` share.
#pragma once

#include "userspace/cli/command.hpp"
#include "userspace/sysctl/paths.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::cli
{

struct TuneOptions {
	std::string root = "/";
	std::string profile;
	std::vector<std::string> settings;
	bool json = false, yes = false;

	sysctl::Paths paths() const { return {.root = root}; }
	/// As it was typed, behind `ctgate tune apply`.
	std::string apply_command() const;
};
using Tune = std::shared_ptr<TuneOptions>;

/// --profile and SETTING=VALUE.
void add_wish(CLI::App& command, TuneOptions& options);

/// --yes.
void add_yes(CLI::App& command, TuneOptions& options);

// A file each.
void add_tune_plan(CLI::App& tune, const Tune& options, Action& chosen);
void add_tune_apply(CLI::App& tune, const Tune& options, Action& chosen);
void add_tune_undo(CLI::App& tune, const Tune& options, Action& chosen);
void add_tune_drift(CLI::App& tune, const Tune& options, Action& chosen);

} // namespace ctgate::cli
