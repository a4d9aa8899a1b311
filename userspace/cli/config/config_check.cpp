// SPDX-License-Identifier: MIT
// ctgate config check [FILE...]
#include "userspace/cli/config/config.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string root = "/";
	std::vector<std::string> files;
};

/// Mistakes are the result here, and go where editors and compilers' users look for them.
Result<ExitCode> check(const Options& options)
{
	const file::Folders folders{.root = options.root};
	const auto texts = options.files.empty() ? file::read_files(folders) : file::read_files(options.files);
	if (!texts)
		return error_of(texts);
	const auto made = file::Configuration::make(*texts, file::list_reader(folders));
	if (!made) {
		fmt::print(stderr, "{}", made.error().text());
		return ExitCode::kUsage;
	}
	for (const auto& [name, text] : *texts)
		fmt::print("{}: good\n", name);
	for (const auto& [name, text] : made->lists())
		fmt::print("{}: good\n", name);
	return ExitCode::kDone;
}

} // namespace

void add_config_check(CLI::App& config, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		config.add_subcommand("check", "All mistakes in the files, with their places; needs no root");
	command->add_option("file", options->files, "These files, in this order, instead of those in place")
		->type_name(kFileValue);
	add_root(*command, options->root);
	command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

} // namespace ctgate::cli
