// SPDX-License-Identifier: MIT
#include "userspace/report/relief.hpp"

#include "userspace/config/duration.hpp"
#include "userspace/report/wrap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ctgate::report
{
namespace
{

using relief::Preview;
using relief::Target;
using relief::Wish;

constexpr std::size_t kNameColumn = 40;

std::string kinds_of(const doctor::Figures& figures)
{
	std::vector<std::pair<std::uint64_t, const char*>> kinds;
	for (std::size_t kind = 0; kind < conntrack::kKinds; ++kind)
		if (const auto entries = figures.groups[kind].entries)
			kinds.emplace_back(entries, to_string(static_cast<conntrack::Kind>(kind)));
	std::ranges::sort(kinds, std::greater{});
	std::string text;
	for (const auto& [entries, name] : kinds)
		text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, entries);
	return text;
}

/// The heaviest of them. Who has less than one in a hundred is lost in the error of the sketch, and in the crowd.
std::string top(std::string_view label, const std::vector<doctor::Named>& names, std::uint64_t all,
		std::uint64_t different)
{
	std::string text;
	for (const auto& [name, entries] : names) {
		if (entries * 100 < all)
			break;
		text += fmt::format("  {:<10} {:<{}} {:>9}\n", text.empty() ? label : "", name, kNameColumn, entries);
	}
	return text.empty()
		       ? labelled(label, fmt::format("about {} different ones, none of which stands out", different))
		       : text;
}

std::string kept(const Preview& preview)
{
	std::string text;
	if (preview.kept_own > 0)
		text += labelled("stays", "the SSH connection by which you are logged in, which would be among them");
	if (preview.kept_ssh > 0)
		text += labelled("stays", fmt::format("{} to the SSH port of this host", preview.kept_ssh));
	return text;
}

} // namespace

std::string relief_title(const Wish& wish)
{
	const auto& facts = facts_of(wish.target);
	std::string title = fmt::format("{}: {}", facts.name, facts.what);
	if (wish.target == Target::kIdle)
		title = fmt::format("{}: TCP ESTABLISHED without a packet for {}", facts.name, to_string(wish.older));
	if (wish.source)
		title += ", from " + to_string(*wish.source);
	if (wish.destination)
		title += ", to " + to_string(*wish.destination);
	if (wish.port)
		title += fmt::format(", to port {}", *wish.port);
	return title;
}

std::string fill_text(const conntrack::Fill& fill)
{
	if (fill.max == 0)
		return fmt::format("{}, without a limit", fill.entries);
	return fmt::format("{} of {}", fill.entries, fill.max);
}

std::string relief_text(const Relief& relief)
{
	const auto& [wish, preview, check, freed] = relief;
	const doctor::Group& all = preview.chosen.all;
	std::string text = relief_title(wish) + "\n";
	text += labelled("entries", fmt::format("{}; the table holds {}", all.entries, fill_text(preview.fill)));
	text += labelled("kinds", kinds_of(preview.chosen));
	text += labelled("state", fmt::format("{} unreplied, {} assured, {} translated by NAT",
					      all.entries - all.replied, all.assured, preview.translated));
	text += top("from", all.top_sources, all.entries, all.sources);
	text += top("to", all.top_services, all.entries, all.destinations);
	text += kept(preview);
	text += labelled("notices", facts_of(wish.target).notices);
	return text + fmt::format("  {:<10} {}\n", "check", check);
}

std::string nothing_text(const Relief& relief)
{
	return relief_title(relief.wish) + "\n" +
	       labelled("entries", fmt::format("none, so there is nothing to free; the table holds {}",
					       fill_text(relief.preview.fill))) +
	       kept(relief.preview);
}

std::string freed_text(const Relief& relief)
{
	const auto& freed = *relief.freed;
	const std::string gone = freed.gone == 0 ? "" : fmt::format(", {} had gone by themselves", freed.gone);
	return fmt::format("freed {} of {} entries in {:.2f} s{}; the table holds {} (conntrack -C)\n", freed.entries,
			   relief.preview.entries(), freed.time.count(), gone, fill_text(freed.fill));
}

} // namespace ctgate::report
