// SPDX-License-Identifier: MIT
// ctgate completion bash|zsh|fish
#include "userspace/report/completion.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/command_tree.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

Result<void> print_completion(const CLI::App& app, const std::string& shell)
{
	const report::CommandNode root = command_tree(app);
	if (shell == "bash")
		fmt::print("{}", report::bash_completion(root));
	else if (shell == "zsh")
		fmt::print("{}", report::zsh_completion(root));
	else if (shell == "fish")
		fmt::print("{}", report::fish_completion(root));
	else
		return fail(EINVAL, "no completion for `{}`; say bash, zsh or fish", shell);
	return {};
}

} // namespace

void add_completion(CLI::App& app, Action& chosen)
{
	auto shell = std::make_shared<std::string>();
	CLI::App* command = app.add_subcommand("completion", "Completion script for bash, zsh or fish");
	command->add_option("shell", *shell, "bash, zsh or fish; e.g. source <(ctgate completion bash)")
		->required()
		->type_name(kShellValue);
	command->callback([shell, &app, &chosen] { chosen = [shell, &app] { return print_completion(app, *shell); }; });
}

} // namespace ctgate::cli
