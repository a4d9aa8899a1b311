// SPDX-License-Identifier: MIT
#include "userspace/config/file/saved.hpp"

#include "userspace/config/file/compare.hpp"
#include "userspace/config/file/draft.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace ctgate::file
{
namespace
{

Result<Configuration> make(const std::vector<Text>& files, const ListReader& read)
{
	auto made = Configuration::make(files, read);
	if (made)
		return std::move(*made);
	return fail(EINVAL, "the configuration has mistakes, so nothing can be saved:\n{}", made.error().text());
}

/// Where a file of this name is read among the others: behind the drop-ins that sort before it.
std::size_t place_for(const std::vector<Text>& files, const std::string& name)
{
	const auto directory = std::filesystem::path{name}.parent_path();
	const auto later = std::ranges::find_if(files, [&](const Text& file) {
		return std::filesystem::path{file.name}.parent_path() == directory && file.name > name;
	});
	return static_cast<std::size_t>(later - files.begin());
}

/// "limits.game.enabled" of any path of limit game; nothing for other paths.
std::optional<std::string> switch_of(const std::string& path)
{
	constexpr std::string_view kLimits = "limits.";
	if (!path.starts_with(kLimits))
		return std::nullopt;
	return path.substr(0, path.find('.', kLimits.size())) + ".enabled";
}

/// What is to be said so that the files come to the value in force. Nothing for the reasons of a limit that was
/// deleted: they go with it.
std::vector<std::pair<std::string, std::string>> remedies(const Difference& difference)
{
	const auto& [path, in_force, in_files] = difference;
	const auto enabled = switch_of(path);
	if (in_force.empty() && !enabled)
		return {};
	if (in_force.empty())
		return {{*enabled, path == *enabled ? "true" : "false"}};
	if (in_files.empty() && enabled && path != *enabled)
		return {{path, in_force}, {*enabled, "true"}};
	return {{path, in_force}};
}

} // namespace

Result<Saved> Saved::among(std::vector<Text> files, std::string name, ListReader read)
{
	auto mine = static_cast<std::size_t>(std::ranges::find(files, name, &Text::name) - files.begin());
	if (mine == files.size()) {
		mine = place_for(files, name);
		files.insert(files.begin() + static_cast<std::ptrdiff_t>(mine), Text{std::move(name), ""});
	}
	auto configuration = make(files, read);
	if (!configuration)
		return error_of(configuration);
	return Saved{std::move(files), mine, std::move(read), std::move(*configuration)};
}

Result<void> Saved::replace_text(std::string text)
{
	files_[mine_].text = std::move(text);
	auto configuration = make(files_, read_);
	if (!configuration)
		return error_of(configuration);
	configuration_ = std::move(*configuration);
	return {};
}

Result<void> Saved::save_interface(const std::string& interface, const Settings& in_force)
{
	const auto named = configuration_.of_interface(interface);
	if (!named)
		return fail(EINVAL, "for {} the files contradict themselves:\n{}", interface, named.error().text());
	if (!*named)
		if (auto replaced = replace_text(with_interface(text(), interface)); !replaced)
			return replaced;
	const auto resolved = configuration_.of_interface(interface);
	std::string text = files_[mine_].text;
	for (const Difference& difference : compare(in_force, resolved.value().value().settings))
		for (const auto& [path, value] : remedies(difference)) {
			text = with_value(text, interface, path, value);
			std::string line = fmt::format("{}.{} = {}", table_of(interface), path, value);
			if (std::ranges::find(lines_, line) == lines_.end())
				lines_.push_back(std::move(line));
		}
	if (auto replaced = replace_text(std::move(text)); !replaced)
		return replaced;
	return require_agreement(interface, in_force);
}

Result<void> Saved::require_agreement(const std::string& interface, const Settings& in_force) const
{
	const auto resolved = configuration_.of_interface(interface);
	if (!resolved)
		return fail(EINVAL, "for {} the files would contradict themselves:\n{}", interface,
			    resolved.error().text());
	const auto left = compare(in_force, (*resolved)->settings);
	if (left.empty())
		return {};
	const auto place = (*resolved)->origins.find(left.front().path);
	return fail(EEXIST, "{} says otherwise of {} and is read later than {}; change it there, or leave out --save",
		    place == (*resolved)->origins.end() ? "a file" : place->second.text(), left.front().path,
		    files_[mine_].name);
}

Result<void> Saved::save_set(ctg_set set, const std::vector<SetEntry>& in_force, const std::vector<Prefix>& asked)
{
	const auto& said = configuration_.set(set);
	const auto members = said.value_or(std::vector<Member>{});
	std::string text = files_[mine_].text;
	for (const Member& member : members) {
		if (std::ranges::binary_search(in_force, member.entry.prefix, {}, &SetEntry::prefix))
			continue;
		if (member.place.file != files_[mine_].name)
			return fail(EEXIST, "{} puts {} into the {} set; delete it there, or leave out --save",
				    member.place.text(), to_string(member.entry.prefix), to_string(set));
		text = without_prefix(text, member.entry.prefix, set);
		lines_.push_back(fmt::format("sets.{}: without {}", to_string(set), to_string(member.entry.prefix)));
	}
	for (const SetEntry& entry : in_force) {
		if (entry.until && std::ranges::find(asked, entry.prefix) == asked.end())
			continue;
		const auto member =
			std::ranges::find(members, entry.prefix, [](const Member& one) { return one.entry.prefix; });
		if (member != members.end() && member->entry.why == entry.why)
			continue;
		text = with_prefix(text, entry, set);
		lines_.push_back(fmt::format("sets.{}: {}", to_string(set), prefix_line(entry)));
	}
	return replace_text(std::move(text));
}

} // namespace ctgate::file
