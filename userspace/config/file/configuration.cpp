// SPDX-License-Identifier: MIT
#include "userspace/config/file/configuration.hpp"

#include "userspace/config/prefix_file.hpp"

#include <fnmatch.h>
#include <net/if.h>

#include <algorithm>
#include <sstream>

namespace ctgate::file
{
namespace
{

bool is_pattern(const std::string& interface)
{
	return interface.find_first_of("*?[") != std::string::npos;
}

bool matches(const Section& section, const std::string& name)
{
	return is_pattern(section.interface) && ::fnmatch(section.interface.c_str(), name.c_str(), 0) == 0;
}

Result<void> require_name(const std::string& interface)
{
	if (!is_pattern(interface) && (interface.size() >= IFNAMSIZ || interface.find('/') != std::string::npos))
		return fail(EINVAL, "`{}` cannot be the name of an interface: {} characters at most, without /",
			    interface, IFNAMSIZ - 1);
	if (const auto open = interface.find('[');
	    open != std::string::npos && interface.find(']', open + 2) == std::string::npos)
		return fail(EINVAL, "`{}` has a [ and no ] that ends it: write [a-z] for one letter", interface);
	return {};
}

/// Sorts, and keeps of those that repeat the last.
void tidy(std::vector<Member>& members)
{
	const auto prefix = [](const Member& member) { return member.entry.prefix; };
	std::ranges::stable_sort(members, {}, prefix);
	const auto same = [&](const Member& a, const Member& b) { return prefix(a) == prefix(b); };
	members.erase(members.begin(), std::unique(members.rbegin(), members.rend(), same).base());
}

} // namespace

std::expected<Configuration, Complaints> Configuration::make(const std::vector<Text>& files, const ListReader& read)
{
	Complaints complaints;
	Configuration made;
	for (const auto& [name, text] : files) {
		Raw raw = parse(text, name, complaints);
		std::ranges::move(raw.sections, std::back_inserter(made.sections_));
		for (const RawSet& set : raw.sets)
			made.add_set(set, read, complaints);
	}
	for (auto& set : made.sets_)
		if (set)
			tidy(*set);
	made.check_sections(complaints);
	if (!complaints.empty())
		return std::unexpected{std::move(complaints)};
	return made;
}

/// Sections are checked in every company that the files themselves bring them into.
void Configuration::check_sections(Complaints& complaints) const
{
	std::vector<std::string> interfaces{""}; // the defaults alone
	for (const Section& section : sections_)
		interfaces.push_back(section.interface);
	for (const std::string& interface : interfaces)
		(void)resolve(sections_for(interface), complaints);
	for (const Section& section : sections_)
		complaints.add_if_failed(section.place, require_name(section.interface));
}

/// The defaults, patterns, the name itself: who speaks of fewer interfaces speaks later.
std::vector<const Section*> Configuration::sections_for(const std::string& name) const
{
	std::vector<const Section*> defaults, by_pattern, by_name;
	for (const Section& section : sections_) {
		if (section.interface.empty())
			defaults.push_back(&section);
		else if (section.interface == name)
			by_name.push_back(&section);
		else if (matches(section, name))
			by_pattern.push_back(&section);
	}
	std::ranges::copy(by_pattern, std::back_inserter(defaults));
	std::ranges::copy(by_name, std::back_inserter(defaults));
	return defaults;
}

std::expected<std::optional<Resolved>, Complaints> Configuration::of_interface(const std::string& name) const
{
	const auto sections = sections_for(name);
	if (sections.empty() || sections.back()->interface.empty())
		return std::nullopt;
	Complaints complaints;
	Resolved resolved = resolve(sections, complaints);
	if (!complaints.empty())
		return std::unexpected{std::move(complaints)};
	return resolved;
}

std::vector<std::string> Configuration::names() const
{
	std::vector<std::string> names;
	for (const Section& section : sections_)
		if (!section.interface.empty() && !is_pattern(section.interface) &&
		    std::ranges::find(names, section.interface) == names.end())
			names.push_back(section.interface);
	return names;
}

void Configuration::add_set(const RawSet& raw, const ListReader& read, Complaints& complaints)
{
	auto& set = sets_[raw.set];
	if (!set)
		set.emplace();
	for (const Word& word : raw.prefixes) {
		auto entry = parse_prefix_line(word.text);
		complaints.add_if_failed(word.place, entry);
		if (entry && *entry && !(*entry)->is_over())
			set->push_back({std::move(**entry), word.place});
	}
	for (const Word& word : raw.files) {
		const auto list = read(word.text, word.place.file);
		complaints.add_if_failed(word.place, list);
		if (!list)
			continue;
		std::istringstream text{list->text};
		auto parsed = parse_prefix_file(text, list->name);
		complaints.add_if_failed(word.place, parsed);
		if (parsed)
			for (SetEntry& entry : parsed->entries)
				set->push_back({std::move(entry), {list->name, 0, 0}});
		lists_.push_back(*list);
	}
}

} // namespace ctgate::file
