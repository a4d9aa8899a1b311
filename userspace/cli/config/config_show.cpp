// SPDX-License-Identifier: MIT
// ctgate config show [INTERFACE] [--origin]
#include "userspace/cli/apply/apply_plan.hpp"
#include "userspace/cli/config/config.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/config/file/compare.hpp"
#include "userspace/config/prefix_file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string root = "/";
	std::string interface;
	bool origin = false;
};

using Files = std::optional<file::Configuration>;

/// What the files say of it; of an interface that they do not name, what is built in.
Result<file::Resolved> wanted(const Files& files, const std::string& interface)
{
	if (!files)
		return file::Resolved{};
	auto resolved = files->of_interface(interface);
	if (!resolved)
		return fail(EINVAL, "for {} the files contradict themselves:\n{}", interface, resolved.error().text());
	return std::move(*resolved).value_or(file::Resolved{});
}

Result<std::string> interface_text(Filter& filter, const Files& files, bool origin)
{
	const std::string name = filter.interface_now();
	const auto settings = settings_in_force(filter);
	if (!settings)
		return error_of(settings);
	const auto resolved = wanted(files, name);
	if (!resolved)
		return error_of(resolved);
	std::vector<file::Line> lines;
	for (const file::Value& value : file::values_of(*settings))
		lines.push_back({value, origin ? file::origin_of(value, *resolved) : ""});
	return file::write_lines(file::table_of(name), lines) + '\n';
}

std::string origin_of(const SetEntry& entry, const Files& files, ctg_set set)
{
	if (files && files->set(set)) {
		const auto& members = *files->set(set);
		const auto found = std::ranges::find(members, entry.prefix,
						     [](const auto& member) { return member.entry.prefix; });
		if (found != members.end())
			return found->place.text();
	}
	return "changed since by command";
}

Result<std::string> set_text(ctg_set set, const Files& files, bool origin)
{
	const auto entries = entries_in_force(set);
	if (!entries)
		return error_of(entries);
	if (entries->empty())
		return std::string{};
	std::string text = fmt::format("[sets.{}]\nprefixes = [\n", to_string(set));
	for (const SetEntry& entry : *entries)
		text += fmt::format("\t{},{}\n", file::in_quotes(file::prefix_line(entry)),
				    origin ? " # " + origin_of(entry, files, set) : "");
	return text + "]\n\n";
}

Result<void> show(const Options& options)
{
	Files files;
	if (options.origin) {
		auto read = read_configuration({.root = options.root});
		if (!read && read.error().code() != ENOENT)
			return error_of(read);
		if (read)
			files = std::move(*read);
	}
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	std::string text;
	for (Filter& filter : *filters) {
		if (!filter.is_here())
			continue;
		const auto one = interface_text(filter, files, options.origin);
		if (!one)
			return std::unexpected{one.error().within(filter.interface())};
		text += *one;
	}
	for (const auto set : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		const auto one = options.interface.empty() ? set_text(set, files, options.origin) : std::string{};
		if (!one)
			return error_of(one);
		text += *one;
	}
	fmt::print("{}", text);
	return {};
}

} // namespace

void add_config_show(CLI::App& config, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		config.add_subcommand("show", "The configuration in force, read back from the kernel, as TOML");
	command->add_option("interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->add_flag("--origin", options->origin, "Where each value comes from: a file, the default, a command");
	add_root(*command, options->root);
	command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

} // namespace ctgate::cli
