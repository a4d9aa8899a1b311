// SPDX-License-Identifier: MIT
// ctgate config diff
#include "loader/inventory.hpp"
#include "userspace/cli/apply/apply_plan.hpp"
#include "userspace/cli/config/config.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/config/file/compare.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace ctgate::cli
{
namespace
{

std::string text_of(const std::string& value)
{
	return value.empty() ? "nothing" : value;
}

Result<std::string> differences_of(const Interface& interface, const file::Configuration& files)
{
	auto filter = Filter::standing_on(interface.index);
	if (!filter && filter.error().code() != ENOTCONN)
		return error_of(filter);
	const auto wanted = files.of_interface(interface.name);
	if (!wanted)
		return fail(EINVAL, "for {} the files contradict themselves:\n{}", interface.name,
			    wanted.error().text());
	const bool is_wanted = *wanted && (*wanted)->settings.attachment != Attachment::kNone;
	if (!filter)
		return is_wanted ? interface.name + ": the files want a filter, and none stands\n" : "";
	if (!is_wanted)
		return interface.name + ": a filter stands, and the files want none\n";

	const auto settings = settings_in_force(*filter);
	if (!settings)
		return error_of(settings);
	std::string text;
	for (const auto& [path, in_force, in_files] : file::compare(*settings, (*wanted)->settings)) {
		const auto place = (*wanted)->origins.find(path);
		text += fmt::format("{}: {}: {} in force, {} in {}\n", interface.name, path, text_of(in_force),
				    text_of(in_files),
				    place == (*wanted)->origins.end() ? "the files, by default" : place->second.text());
	}
	return text;
}

Result<std::string> differences_of(ctg_set set, const file::Configuration& files)
{
	if (!files.set(set))
		return std::string{};
	const auto in_force = entries_in_force(set);
	if (!in_force)
		return error_of(in_force);
	const auto wanted = entries_wanted(*files.set(set), *in_force);
	std::string text;
	const auto tell = [&](const auto& some, const auto& others, std::string_view saying) {
		std::vector<SetEntry> only;
		std::ranges::set_difference(some, others, std::back_inserter(only), {}, &SetEntry::prefix,
					    &SetEntry::prefix);
		for (const SetEntry& entry : only)
			text += fmt::format("{}: {}: {}\n", to_string(set), to_string(entry.prefix), saying);
	};
	tell(*in_force, wanted, "in force, not in the files");
	tell(wanted, *in_force, "in the files, not in force");
	return text;
}

Result<ExitCode> diff(const std::string& root)
{
	const auto files = read_configuration({.root = root});
	if (!files)
		return error_of(files);
	if (auto settled = settle(); !settled)
		return error_of(settled);
	const auto interfaces = all_interfaces();
	if (!interfaces)
		return error_of(interfaces);
	std::string text;
	for (const Interface& interface : *interfaces) {
		const auto some = differences_of(interface, *files);
		if (!some)
			return error_of(some);
		text += *some;
	}
	for (const auto set : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		const auto some = differences_of(set, *files);
		if (!some)
			return error_of(some);
		text += *some;
	}
	fmt::print("{}", text.empty() ? "what is in force is what the files say\n" : text);
	return text.empty() ? ExitCode::kDone : ExitCode::kFailed;
}

} // namespace

void add_config_diff(CLI::App& config, Action& chosen)
{
	auto root = std::make_shared<std::string>("/");
	CLI::App* command = config.add_subcommand(
		"diff", "How files and kernel differ; exit status 1 when they do, `ctgate apply` makes them agree");
	add_root(*command, *root);
	command->callback([root, &chosen] { chosen = [root] { return diff(*root); }; });
}

} // namespace ctgate::cli
