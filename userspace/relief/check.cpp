// SPDX-License-Identifier: MIT
#include "userspace/relief/check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ctgate::relief
{
namespace
{

constexpr const char* kUnassured = " | grep -v ASSURED";
constexpr const char* kUnreplied = "(packets=[0-9]+ bytes=[0-9]+ )?\\[UNREPLIED\\]"; // with and without accounting
constexpr std::uint16_t kDns = 53;

/// What conntrack is asked for, and what is picked from its lines.
struct Parts {
	std::string protocol, options, lines;
};

Parts idle(std::chrono::seconds older, const conntrack::Lifetimes& lifetimes)
{
	const auto given = lifetimes.tcp[TCP_CONNTRACK_ESTABLISHED];
	const auto shortened = std::max(lifetimes.tcp_unacknowledged, lifetimes.tcp_max_retrans);
	const std::string more = given > shortened ? fmt::format("$3 > {} && ", shortened.count()) : "";
	return {"tcp", " --state ESTABLISHED",
		fmt::format(" | grep -v UNREPLIED | awk '{}$3 <= {}'", more, (given - older).count())};
}

Parts unreplied_replies()
{
	return {"udp", "",
		fmt::format(" | grep -E 'sport=({}) dport=[0-9]+ {}' | grep -vE 'sport=([0-9]+) dport=\\1 '"
			    " | grep -vE 'dport=({}|{}) {}'",
			    fmt::join(conntrack::reflector_ports(), "|"), kUnreplied, kDns,
			    fmt::join(conntrack::tunnel_ports(), "|"), kUnreplied)};
}

Parts parts_of(const Wish& wish, const conntrack::Lifetimes& lifetimes)
{
	switch (wish.target) {
	case Target::kUnassured:
		return {"", "", kUnassured};
	case Target::kClosing:
		return {"tcp", "", " | grep -E ' (FIN_WAIT|LAST_ACK|TIME_WAIT|CLOSE) '"};
	case Target::kCloseWait:
		return {"tcp", " --state CLOSE_WAIT", ""};
	case Target::kHandshakes:
		return {"tcp", "", fmt::format(" | grep -E ' SYN_(SENT2?|RECV) '{}", kUnassured)};
	case Target::kIdle:
		return idle(wish.older, lifetimes);
	case Target::kOutlived:
		return {"tcp", " --state ESTABLISHED",
			fmt::format(" | grep -vE 'UNREPLIED|OFFLOAD' | awk '$3 > {}'",
				    lifetimes.tcp[TCP_CONNTRACK_ESTABLISHED].count())};
	case Target::kUnrepliedReplies:
		return unreplied_replies();
	case Target::kPickedUp:
		return {"tcp", " --state ESTABLISHED", " | grep UNREPLIED"};
	case Target::kTunnels:
		return {"", "",
			fmt::format(" | grep -E 'dport=({}) {}|^gre .*UNREPLIED'",
				    fmt::join(conntrack::tunnel_ports(), "|"), kUnreplied)};
	case Target::kDns:
		return {"udp", fmt::format(" --orig-port-dst {}", wish.port.value_or(kDns)),
			fmt::format(" | grep -v 'sport={0} dport={0} '{1}", kDns, kUnassured)};
	case Target::kCount:
		break;
	}
	return {};
}

/// conntrack takes a port only together with a protocol; the first dport of a line is that of the original direction.
void add_port(const Wish& wish, Parts& parts)
{
	if (!wish.port || wish.target == Target::kDns)
		return;
	if (!parts.protocol.empty())
		parts.options += fmt::format(" --orig-port-dst {}", *wish.port);
	else
		parts.lines += fmt::format(" | grep -P '^((?!dport).)*dport={} '", *wish.port);
}

} // namespace

std::string check_command(const Wish& wish, const conntrack::Lifetimes& lifetimes)
{
	Parts parts = parts_of(wish, lifetimes);
	add_port(wish, parts);
	std::string command = "conntrack -L";
	if (!parts.protocol.empty())
		command += " -p " + parts.protocol;
	command += parts.options;
	if (wish.source)
		command += " -s " + to_string(*wish.source);
	if (wish.destination)
		command += " -d " + to_string(*wish.destination);
	return command + " 2>/dev/null" + parts.lines + " | wc -l";
}

} // namespace ctgate::relief
