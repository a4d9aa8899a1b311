// SPDX-License-Identifier: MIT
// What the commands share that read configuration files.
#pragma once

#include "userspace/cli/command.hpp"
#include "userspace/config/file/folders.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ctgate::cli
{

void add_config(CLI::App& app, Action& chosen);
void add_apply(CLI::App& app, Action& chosen);
void add_confirm(CLI::App& app, Action& chosen);

/// --root.
void add_root(CLI::App& command, std::string& root);

/// The configuration of these files. EINVAL with all that is wrong, a line each.
Result<file::Configuration> read_configuration(const file::Folders& folders, const std::vector<file::Text>& files);
/// Of those that are in place.
Result<file::Configuration> read_configuration(const file::Folders& folders);

// A file each.
void add_config_check(CLI::App& config, Action& chosen);
void add_config_default(CLI::App& config, Action& chosen);
void add_config_show(CLI::App& config, Action& chosen);
void add_config_diff(CLI::App& config, Action& chosen);

} // namespace ctgate::cli
