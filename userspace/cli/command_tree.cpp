// SPDX-License-Identifier: MIT
#include "userspace/cli/command_tree.hpp"

#include "userspace/cli/command.hpp"
#include "userspace/config/config.hpp"
#include "userspace/relief/target.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace ctgate::cli
{
namespace
{

using report::CommandNode;

/// What --help leaves out is left out here too.
template <class Part>
bool is_shown(const Part* part)
{
	return !part->get_group().empty();
}

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

std::string first_of(const std::vector<std::string>& names)
{
	return names.empty() ? "" : names.front();
}

void add_option(const CLI::Option& option, CommandNode& node)
{
	const bool takes_value = option.get_items_expected_max() > 0;
	const std::string value = takes_value ? option.get_type_name() : "";
	if (option.get_positional())
		node.arguments.push_back({.value = value,
					  .help = option.get_description(),
					  .presence = option.get_required() ? CommandNode::Presence::kRequired
									    : CommandNode::Presence::kOptional,
					  .values = values_of(value)});
	for (const auto& name : option.get_lnames())
		node.options.push_back({.name = name,
					.help = option.get_description(),
					.value = value,
					.letter = first_of(option.get_snames()),
					.standard = option.get_default_str(),
					.values = values_of(value)});
}

CommandNode node_of(const CLI::App& app, const std::string& path)
{
	CommandNode node{.path = path,
			 .name = app.get_name(),
			 .help = app.get_description(),
			 .footer = app.get_footer(),
			 .options = {},
			 .arguments = {},
			 .children = {}};
	for (const CLI::Option* option : app.get_options(is_shown<CLI::Option>))
		add_option(*option, node);
	for (const CLI::App* child : app.get_subcommands(is_shown<CLI::App>))
		node.children.push_back(node_of(*child, path + " " + child->get_name()));
	return node;
}

} // namespace

CommandNode command_tree(const CLI::App& app)
{
	return node_of(app, app.get_name());
}

} // namespace ctgate::cli
