// SPDX-License-Identifier: MIT
// ctgate allow|deny add | del | list | test | load, and ctgate allow excuse
#include "userspace/report/set.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/sets/set_change.hpp"
#include "userspace/cli/sets/set_save.hpp"
#include "userspace/config/duration.hpp"
#include "userspace/config/prefix.hpp"
#include "userspace/config/prefix_file.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

namespace ctgate::cli
{
namespace
{

struct SetOptions {
	ctg_set set;
	std::vector<std::string> prefixes;
	std::string address, file, duration, why;
	SaveOptions save;
	bool json = false, over = false, empty = false, force = false;

	Force forced() const { return force ? Force::kYes : Force::kNo; }
};
using Options = std::shared_ptr<SetOptions>;

Result<std::vector<Prefix>> parse_prefixes(const std::vector<std::string>& texts)
{
	std::vector<Prefix> prefixes;
	for (const std::string& text : texts) {
		const auto prefix = parse_prefix(text);
		if (!prefix)
			return error_of(prefix);
		if (std::ranges::find(prefixes, *prefix) == prefixes.end())
			prefixes.push_back(*prefix);
	}
	return prefixes;
}

/// A set that somebody fills and that does nothing is a mistake worth telling.
Result<void> tell_where_it_is_idle(ctg_set set)
{
	if (set != CTG_SET_DENY)
		return {};
	auto filters = open_filters("");
	if (!filters)
		return error_of(filters);
	for (auto& filter : *filters) {
		const auto policy = filter.policy();
		if (!policy || !filter.alive())
			continue;
		const Config config = Config::from(*policy);
		if (config.action(CTG_PREFIX_DENIED) != CTG_DROP)
			spdlog::warn("{}: the reason prefix_denied is set to {}, so these packets pass (ctgate reason "
				     "set prefix_denied drop)",
				     filter.interface(), to_string(config.action(CTG_PREFIX_DENIED)));
		else if (config.arming() == Arming::kDisarmed)
			spdlog::warn("{0}: disarmed, so these packets are counted and pass (ctgate arm {0})",
				     filter.interface());
	}
	return {};
}

Result<void> add(const SetOptions& options)
{
	const auto prefixes = parse_prefixes(options.prefixes);
	if (!prefixes)
		return error_of(prefixes);
	const auto why = parse_why(options.why);
	if (!why)
		return error_of(why);
	const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
	std::vector<SetEntry> entries;
	for (const Prefix& prefix : *prefixes)
		entries.push_back({.prefix = prefix, .until = std::nullopt, .added_at = now, .why = *why});
	if (!options.duration.empty()) {
		const auto duration = parse_duration(options.duration);
		if (!duration)
			return error_of(duration);
		for (SetEntry& entry : entries)
			entry.until = now + *duration;
	}

	const auto saving = begin_saving(options.save, options.set, {.added = entries});
	if (!saving)
		return error_of(saving);
	const auto before = add_to_set(options.set, entries, options.forced());
	if (!before)
		return error_of(before);
	for (std::size_t i = 0; i < entries.size(); ++i) {
		const auto& was = (*before)[i];
		fmt::print("{}: {}{}\n", to_string(options.set), report::describe(entries[i]),
			   was && !was->is_over() ? fmt::format(" (was {})", report::describe(*was)) : "");
	}
	if (auto saved = write_saved(*saving); !saved)
		return saved;
	return tell_where_it_is_idle(options.set);
}

Result<void> remove(const SetOptions& options)
{
	if (options.over != options.prefixes.empty())
		return fail(EINVAL, "say which prefixes to delete, or --over for those whose time is over");
	if (options.over) {
		const auto deleted = delete_those_over(options.set);
		if (deleted)
			fmt::print("{}: deleted {} whose time was over\n", to_string(options.set),
				   report::prefixes(*deleted));
		return deleted ? Result<void>{} : error_of(deleted);
	}
	const auto prefixes = parse_prefixes(options.prefixes);
	if (!prefixes)
		return error_of(prefixes);
	const auto saving = begin_saving(options.save, options.set, {.removed = *prefixes});
	if (!saving)
		return error_of(saving);
	const auto deleted = delete_from_set(options.set, *prefixes, options.forced());
	if (!deleted)
		return error_of(deleted);
	for (const SetEntry& entry : *deleted)
		fmt::print("{}: deleted {}\n", to_string(options.set), report::describe(entry));
	return write_saved(*saving);
}

Result<void> list(const SetOptions& options)
{
	if (auto settled = settle(); !settled)
		return settled;
	const auto sets = Sets::open();
	if (!sets)
		return error_of(sets);
	const auto set = sets->open(options.set);
	if (!set)
		return error_of(set);
	std::vector<SetEntry> entries;
	for (const auto family : {CTG_IPV4, CTG_IPV6})
		if (auto walked = set->walk(family, [&](const SetEntry& entry) { entries.push_back(entry); }); !walked)
			return error_of(walked);
	std::ranges::sort(entries, {}, &SetEntry::prefix);
	fmt::print("{}",
		   options.json ? report::set_json(options.set, entries) : report::set_text(options.set, entries));
	return {};
}

Result<void> test(const SetOptions& options)
{
	const auto address = parse_address(options.address);
	if (!address)
		return error_of(address);
	if (auto settled = settle(); !settled)
		return settled;
	const auto sets = Sets::open();
	if (!sets)
		return error_of(sets);
	std::optional<SetEntry> found[CTG_SETS];
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		const auto set = sets->open(which);
		if (!set)
			return error_of(set);
		auto entry = set->around(*address);
		if (!entry)
			return error_of(entry);
		found[which] = std::move(*entry);
	}
	const auto& entry = found[options.set];
	if (!entry)
		return fail(ENOENT, "{} is not in the {} set", options.address, to_string(options.set));
	fmt::print("{}: {} set: {}\n", options.address, to_string(options.set), report::describe(*entry));
	if (options.set == CTG_SET_DENY && found[CTG_SET_ALLOW])
		fmt::print("but not denied, for the allow set wins: {}\n", report::describe(*found[CTG_SET_ALLOW]));
	return {};
}

Result<void> load(const SetOptions& options)
{
	if (options.file.empty() && !options.empty)
		return fail(EINVAL, "say which file to load, - for standard input, or --empty");
	const auto file = options.empty ? PrefixFile{} : read_prefix_file(options.file);
	if (!file)
		return error_of(file);
	if (!options.empty && file->entries.empty())
		return fail(
			EINVAL,
			"{0} has no prefix in it, and would empty the set; if you mean that: ctgate {1} load --empty",
			options.file, to_string(options.set));
	const auto before = replace_set(options.set, file->entries, options.forced());
	if (!before)
		return error_of(before);
	fmt::print("{}: {} (was {})", to_string(options.set), report::prefixes(file->entries.size()), *before);
	if (file->repeated > 0)
		fmt::print("; {} lines repeated a prefix, the last one counts", file->repeated);
	if (file->over > 0)
		fmt::print("; {} left out, their time is over", file->over);
	fmt::print("\n");
	return tell_where_it_is_idle(options.set);
}

CLI::App* add_command(CLI::App& parent, const char* name, const std::string& help, const Options& options,
		      Action& chosen, Result<void> (*action)(const SetOptions&))
{
	CLI::App* command = parent.add_subcommand(name, help);
	command->callback([options, action, &chosen] { chosen = [options, action] { return action(*options); }; });
	return command;
}

void add_force(CLI::App& command, const Options& options)
{
	command.add_flag("--force", options->force, "Even if it cuts off your own SSH connection, or everybody");
}

CLI::App& add_set(CLI::App& app, Action& chosen, ctg_set set, const std::string& help)
{
	auto options = std::make_shared<SetOptions>();
	options->set = set;
	CLI::App* parent = app.add_subcommand(std::string{to_string(set)}, help)->require_subcommand(1);

	CLI::App* add_to =
		add_command(*parent, "add", "Add prefixes, in force at once on all interfaces", options, chosen, add);
	add_to->add_option("prefix", options->prefixes, "203.0.113.0/24, 2001:db8::/32, or addresses")
		->required()
		->type_name("PREFIX");
	add_to->add_option("--for", options->duration, "Only so long: 90s, 10m, 2h, 7d")->type_name("TIME");
	add_to->add_option("--why", options->why, "A line for those who read the list later")->type_name("TEXT");
	add_force(*add_to, options);
	add_save(*add_to, options->save);

	CLI::App* del = add_command(*parent, "del", "Delete prefixes", options, chosen, remove);
	del->add_option("prefix", options->prefixes, "As `list` shows them")->type_name("PREFIX");
	del->add_flag("--over", options->over, "Those whose time is over; they match nothing, but take memory");
	add_force(*del, options);
	add_save(*del, options->save);

	CLI::App* listing =
		add_command(*parent, "list", "All of them, as a file that `load` takes", options, chosen, list);
	listing->add_flag("--json", options->json, "One JSON document (schema ctgate/set/1)");

	CLI::App* testing =
		add_command(*parent, "test", "Is an address in the set? Exit status 1 when not", options, chosen, test);
	testing->add_option("address", options->address, "192.0.2.7 or 2001:db8::7")->required()->type_name("ADDRESS");

	CLI::App* loading = add_command(*parent, "load", "Replace the whole set, in one step", options, chosen, load);
	auto* file =
		loading->add_option("file", options->file, "A prefix a line; - for standard input")->type_name("FILE");
	auto* empty = loading->add_flag("--empty", options->empty, "Load nothing: empty the set");
	file->excludes(empty);
	add_force(*loading, options);
	return *parent;
}

} // namespace

void add_sets(CLI::App& app, Action& chosen)
{
	add_allow_excuse(
		add_set(app, chosen, CTG_SET_ALLOW, "Prefixes that no limit and no deny touches: add, del, list ..."),
		chosen);
	add_set(app, chosen, CTG_SET_DENY, "Prefixes from which nothing comes in: add, del, list, test, load");
}

} // namespace ctgate::cli
