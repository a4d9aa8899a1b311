// SPDX-License-Identifier: MIT
// ctgate completion bash|zsh|fish: generated from the command tree, so a new option completes by itself.
#include "userspace/report/completion.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/relief/target.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>

namespace ctgate::cli
{
namespace
{

using report::CommandNode;

std::vector<std::string> names_of(const auto& named)
{
	std::vector<std::string> names;
	std::ranges::transform(named, std::back_inserter(names), [](const auto& one) { return std::string{one.name}; });
	return names;
}

/// What can be typed where --help shows this value; empty when only the user knows.
CommandNode::Values values_of(const std::string& type)
{
	if (type == kInterfaceValue)
		return {.interfaces = true};
	if (type == kFileValue)
		return {.files = true};
	if (type == kReasonValue)
		return {.words = names_of(Config::defaults().reasons())};
	if (type == kLimitValue)
		return {.words = names_of(Config::defaults().limits())};
	if (type == kReliefValue)
		return {.words = relief::target_names()};
	const std::map<std::string_view, std::vector<std::string>> words{
		{kActionValue, {"off", "monitor", "drop"}}, {kModeValue, {"native", "generic"}},
		{kShellValue, {"bash", "zsh", "fish"}},     {kProtocolValue, {"udp", "tcp-syn", "icmp-echo", "other"}},
		{kSideValue, {"destination", "source"}},    {kCountingValue, {"all", "new"}},
		{kExcuseValue, {"limits", "malformed"}},    {kProfileValue, {"dns", "web", "nat", "auto"}},
		{kExcuseValue, {"limits", "malformed"}},    {kServiceValue, {"dns", "vxlan", "geneve", "health-check"}},
		{kTransportValue, {"udp", "tcp"}},          {kSyntaxValue, {"nft", "iptables"}},
	};
	if (const auto found = words.find(type); found != words.end())
		return {.words = found->second};
	return {};
}

CommandNode node_of(const CLI::App& app, const std::string& path)
{
	CommandNode node{.path = path,
			 .name = app.get_name(),
			 .help = app.get_description(),
			 .options = {},
			 .positionals = {},
			 .children = {}};
	for (const CLI::Option* option : app.get_options()) {
		const bool takes_value = option->get_items_expected_max() > 0;
		const std::string type = takes_value ? option->get_type_name() : "";
		if (option->get_positional())
			node.positionals.push_back(values_of(type));
		for (const auto& name : option->get_lnames())
			node.options.push_back({.name = name,
						.help = option->get_description(),
						.takes_value = takes_value,
						.values = values_of(type)});
	}
	for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; }))
		node.children.push_back(node_of(*child, path + " " + child->get_name()));
	return node;
}

Result<void> print_completion(const CLI::App& app, const std::string& shell)
{
	const CommandNode root = node_of(app, app.get_name());
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
