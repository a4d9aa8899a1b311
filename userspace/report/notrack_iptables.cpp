// SPDX-License-Identifier: MIT
#include "userspace/report/notrack.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

namespace ctgate::report
{
namespace
{

using advise::Hook;
using advise::Rule;
using advise::Service;
using advise::Side;
using advise::Where;

constexpr const char* kUntrack = "-m comment --comment 'ctgate notrack' -j CT --notrack";
constexpr const char* kAccept = "-m conntrack --ctstate UNTRACKED -m comment --comment 'ctgate notrack' -j ACCEPT";

constexpr const char* chain_name(Hook hook)
{
	switch (hook) {
	case Hook::kPrerouting:
		return "PREROUTING";
	case Hook::kInput:
		return "INPUT";
	case Hook::kForward:
		return "FORWARD";
	case Hook::kOutput:
		return "OUTPUT";
	}
	return "";
}

std::string ports(const Service& service, Side side)
{
	const char letter = side == Side::kDestination ? 'd' : 's';
	if (service.ports.size() == 1)
		return fmt::format(" --{}port {}", letter, service.ports.front());
	return fmt::format(" -m multiport --{}ports {}", letter, fmt::join(service.ports, ","));
}

std::string place(const Rule& rule)
{
	switch (rule.where) {
	case Where::kToThisHost:
		return " -m addrtype --dst-type LOCAL";
	case Where::kToOthers:
		return " -m addrtype ! --dst-type LOCAL";
	case Where::kLoopback:
		return rule.hook == Hook::kOutput ? " -o lo" : " -i lo";
	case Where::kAnywhere:
		break;
	}
	return "";
}

/// None when all clients are of the other family.
std::optional<std::string> clients(const Service& service, Side side, ctg_family family)
{
	if (service.clients.empty())
		return "";
	std::vector<std::string> all;
	for (const Prefix& prefix : service.clients)
		if (prefix.family == family)
			all.push_back(to_string(prefix));
	if (all.empty())
		return std::nullopt;
	return fmt::format(" -{} {}", side == Side::kDestination ? 's' : 'd', fmt::join(all, ","));
}

/// What is typed, in two parts: between them stands what to do with the rule, -I or -D.
struct Command {
	std::string table, rule;

	std::string with(std::string_view verb) const { return fmt::format("{} {} {}", table, verb, rule); }
};

void add(std::vector<Command>& commands, const Service& service, const Rule& rule, std::string_view table,
	 std::string_view target)
{
	for (const auto family : {CTG_IPV4, CTG_IPV6})
		if (const auto from = clients(service, rule.side, family))
			commands.push_back({fmt::format("{}{}", family == CTG_IPV4 ? "iptables" : "ip6tables", table),
					    fmt::format("{} -p {}{}{}{} {}", chain_name(rule.hook),
							advise::protocol_name(service.protocol),
							ports(service, rule.side), *from, place(rule), target)});
}

/// What accepts comes first: no packet is untracked before it can be accepted.
std::vector<Command> commands_of(const Advice& advice)
{
	std::vector<Command> commands;
	for (const auto& [service, tally] : advice.items)
		for (const Rule& rule : rules_for(service, advice.scope).accept)
			add(commands, service, rule, "", kAccept);
	for (const auto& [service, tally] : advice.items)
		for (const Rule& rule : rules_for(service, advice.scope).untrack)
			add(commands, service, rule, " -t raw", kUntrack);
	return commands;
}

} // namespace

std::string notrack_iptables(const Advice& advice)
{
	const auto commands = commands_of(advice);
	std::vector<std::string> undo;
	for (auto command = commands.rbegin(); command != commands.rend(); ++command)
		undo.push_back(command->with("-D"));
	std::string text = notrack_head(advice, "sh FILE", undo) + "set -e\n";
	for (const Command& command : commands)
		text += command.with("-I") + "\n";
	return text;
}

} // namespace ctgate::report
