// SPDX-License-Identifier: MIT
// ctgate config check | default | show | diff
#include "userspace/cli/config/config.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{

void add_root(CLI::App& command, std::string& root)
{
	command.add_option("--root", root, "Directory of etc, usr and var")->type_name("DIR")->capture_default_str();
}

Result<file::Configuration> read_configuration(const file::Folders& folders, const std::vector<file::Text>& files)
{
	auto made = file::Configuration::make(files, file::list_reader(folders));
	if (made)
		return std::move(*made);
	const std::size_t mistakes = made.error().size();
	return fail(EINVAL, "the configuration has {} mistake{}, nothing was changed:\n{}", mistakes,
		    mistakes == 1 ? "" : "s", made.error().text());
}

Result<file::Configuration> read_configuration(const file::Folders& folders)
{
	const auto files = file::read_files(folders);
	return files ? read_configuration(folders, *files) : Result<file::Configuration>{error_of(files)};
}

void add_config(CLI::App& app, Action& chosen)
{
	CLI::App* config =
		app.add_subcommand("config", "Configuration files: check, default, show, diff")->require_subcommand(1);
	for (const auto add : {add_config_check, add_config_default, add_config_show, add_config_diff})
		add(*config, chosen);
}

} // namespace ctgate::cli
