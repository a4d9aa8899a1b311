// SPDX-License-Identifier: MIT
#include "userspace/report/notrack.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/netfilter.h>

#include <algorithm>
#include <array>
#include <set>

namespace ctgate::report
{
namespace
{

using advise::Chain;
using advise::Hook;
using advise::Rule;
using advise::Service;
using advise::Side;
using advise::Where;

constexpr const char* kTable = "inet ctgate_notrack";
constexpr const char* kComment = "ctgate notrack";

/// What a packet must be. Addresses make it one of IPv4 or of IPv6.
struct Match {
	std::uint8_t family; ///< NFPROTO_INET: either
	std::string text;
};

template <class Range>
std::string set_of(const Range& range, std::size_t size)
{
	return size == 1 ? fmt::format("{}", fmt::join(range, "")) : fmt::format("{{ {} }}", fmt::join(range, ", "));
}

std::string place(const Rule& rule)
{
	switch (rule.where) {
	case Where::kToThisHost:
		return " fib daddr type local";
	case Where::kToOthers:
		return " fib daddr type != local";
	default:
		return "";
	}
}

std::string loopback(const Rule& rule)
{
	if (rule.where != Where::kLoopback)
		return "";
	return rule.hook == Hook::kOutput ? "oifname \"lo\" " : "iifname \"lo\" ";
}

std::vector<Match> matches(const Service& service, const Rule& rule)
{
	const std::string port = fmt::format("{} {} {}{}", advise::protocol_name(service.protocol),
					     rule.side == Side::kDestination ? "dport" : "sport",
					     set_of(service.ports, service.ports.size()), place(rule));
	if (service.clients.empty())
		return {{NFPROTO_INET, loopback(rule) + port}};
	std::vector<Match> all;
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		std::vector<std::string> clients;
		for (const Prefix& prefix : service.clients)
			if (prefix.family == family)
				clients.push_back(to_string(prefix));
		if (clients.empty())
			continue;
		const bool version4 = family == CTG_IPV4;
		all.push_back({static_cast<std::uint8_t>(version4 ? NFPROTO_IPV4 : NFPROTO_IPV6),
			       fmt::format("{} {} {} {}", version4 ? "ip" : "ip6",
					   rule.side == Side::kDestination ? "saddr" : "daddr",
					   set_of(clients, clients.size()), port)});
	}
	return all;
}

std::string untracking_chain(const Advice& advice, Hook hook, std::string_view name)
{
	std::string text = fmt::format("\tchain {0} {{\n\t\ttype filter hook {0} priority raw;\n", name);
	for (const auto& [service, tally] : advice.items)
		for (const Rule& rule : rules_for(service, advice.scope).untrack)
			if (rule.hook == hook)
				for (const Match& match : matches(service, rule))
					text += fmt::format("\t\t{} notrack comment \"{}\"\n", match.text,
							    service.name);
	return text + "\t}\n";
}

constexpr const char* family_name(std::uint8_t family)
{
	return family == NFPROTO_INET ? "inet" : family == NFPROTO_IPV4 ? "ip" : "ip6";
}

std::string address(const Chain& chain)
{
	return fmt::format("{} {} {}", family_name(chain.family), chain.table, chain.name);
}

/// Inserted one by one, each before the last: so from the last to the first.
std::string accepting_rules(const Advice& advice, const Chain& chain)
{
	std::string text;
	for (const auto& [service, tally] : advice.items)
		for (const Rule& rule : rules_for(service, advice.scope).accept)
			for (const Match& match : matches(service, rule))
				if (rule.hook == chain.hook &&
				    (match.family == NFPROTO_INET || chain.family == NFPROTO_INET ||
				     match.family == chain.family))
					text += fmt::format(
						"insert rule {} {} ct state untracked accept comment \"{}\"\n",
						address(chain), match.text, kComment);
	return text;
}

/// Where nothing filters yet, somebody may begin to.
std::string unplaced_rules(const Advice& advice)
{
	constexpr std::array kHooks{std::pair{Hook::kInput, "input"}, std::pair{Hook::kForward, "forward"},
				    std::pair{Hook::kOutput, "output"}};
	std::string text = "# No chain of nft filters these packets here. One that does must accept them:\n";
	for (const auto& [hook, name] : kHooks)
		for (const auto& [service, tally] : advice.items)
			for (const Rule& rule : rules_for(service, advice.scope).accept)
				for (const Match& match : matches(service, rule))
					if (rule.hook == hook)
						text += fmt::format("#   {:<9} {} ct state untracked accept\n", name,
								    match.text);
	return text;
}

std::vector<std::string> undo(const std::vector<Chain>& chains)
{
	std::vector<std::string> commands{fmt::format("nft delete table {}", kTable)};
	for (const Chain& chain : chains)
		commands.push_back(
			fmt::format("for h in $(nft -a list chain {0} | sed -n 's/.*\"{1}\" # handle //p'); do "
				    "nft delete rule {0} handle $h; done",
				    address(chain), kComment));
	return commands;
}

} // namespace

std::string notrack_nft(const Advice& advice)
{
	std::vector<Chain> chains;
	std::ranges::copy_if(advice.chains, std::back_inserter(chains), [&](const Chain& chain) {
		return !chain.is_of_iptables() && !accepting_rules(advice, chain).empty();
	});
	std::string text = notrack_head(advice, "nft -f FILE        all of it, or nothing", undo(chains));
	text += fmt::format("add table {0}\ndelete table {0}\ntable {0} {{\n", kTable);
	text += untracking_chain(advice, Hook::kPrerouting, "prerouting");
	text += untracking_chain(advice, Hook::kOutput, "output") + "}\n\n";
	for (const Chain& chain : chains)
		text += accepting_rules(advice, chain);
	if (chains.empty())
		text += unplaced_rules(advice);
	if (std::ranges::any_of(advice.chains, &Chain::is_of_iptables))
		text += "# iptables filters here too: it needs the accept rules of --syntax iptables besides.\n";
	return text;
}

} // namespace ctgate::report
