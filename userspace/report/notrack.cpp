// SPDX-License-Identifier: MIT
#include "userspace/report/notrack.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace ctgate::report
{
namespace
{

using advise::Scope;
using advise::Service;
using advise::Shape;

std::string line(std::string_view label, std::string_view words)
{
	return fmt::format("#   {:<13} {}\n", label, words);
}

std::string slots(const Advice& advice, const Advice::Item& item)
{
	const auto& [service, tally] = item;
	const std::string limit = advice.fill.max == 0 ? "" : fmt::format(" of {}", advice.fill.max);
	std::string text = line(service.name, fmt::format("{}{} slots now: {}", tally.covered(advice.scope), limit,
							  notrack_what(service, advice.scope)));
	if (tally.asked > 0)
		text += line("", fmt::format("{} more were opened by this host, and stay tracked", tally.asked));
	if (tally.forwarded > 0 && advice.scope == Scope::kThisHost)
		text += line("", fmt::format("{} more pass through; --forwarded covers them too", tally.forwarded));
	return text;
}

std::string free_now(const Advice& advice)
{
	std::set<std::string> commands;
	for (const auto& item : advice.items)
		for (const auto& command : relief_commands(item.service))
			commands.insert(command);
	std::string text;
	for (const auto& command : commands)
		text += line(text.empty() ? "free now" : "", command);
	return text;
}

std::string translation(const Advice& advice)
{
	const auto number = advice.translated();
	return number == 0 ? "untracked packets are not translated; none of these entries is"
			   : fmt::format("{} of these entries are translated, AND WILL NOT BE ANY MORE", number);
}

} // namespace

std::uint64_t Advice::translated() const
{
	std::uint64_t sum = 0;
	for (const auto& item : items)
		sum += item.tally.translated_source + item.tally.translated_destination;
	return sum;
}

std::string notrack_what(const Service& service, Scope scope)
{
	std::string text =
		fmt::format("{} port {}", advise::protocol_name(service.protocol), fmt::join(service.ports, " and "));
	text += service.shape == Shape::kServer ? " of this host" : ", from and to this host";
	if (!service.clients.empty()) {
		std::vector<std::string> clients;
		for (const Prefix& prefix : service.clients)
			clients.push_back(to_string(prefix));
		text += fmt::format(", asked by {}", fmt::join(clients, " and "));
	}
	return text + (scope == Scope::kForwardedToo ? ", and what passes through" : "");
}

std::string notrack_head(const Advice& advice, std::string_view apply, const std::vector<std::string>& undo)
{
	std::string text =
		"# Rules that keep traffic out of conntrack, by ctgate advise notrack. Nothing is applied yet.\n#\n";
	for (const auto& item : advice.items)
		text += slots(advice, item);
	text += "#\n# Save this, read it, and then:\n";
	text += line("apply", apply);
	text += free_now(advice);
	text += "#\n# What else changes:\n";
	text += line("NAT", translation(advice));
	text += line("rules", "ct state established, ct mark, connlimit and helpers no longer see these packets;");
	text += line("", "the accept rules below take the place of established");
	if (std::ranges::any_of(advice.items, [](const Advice::Item& item) {
		    return item.service.shape == Shape::kServer && item.service.clients.empty();
	    }))
		text += line("", "and, being first, let everybody ask; --source PREFIX narrows them");
	text += line("errors", "ICMP errors about them are not RELATED any more: accept destination-unreachable,");
	text += line("", "and of IPv6 packet-too-big, by rules of their own");
	text += "#\n# Undo:\n";
	for (const auto& command : undo)
		text += fmt::format("#   {}\n", command);
	return text + "\n";
}

} // namespace ctgate::report
