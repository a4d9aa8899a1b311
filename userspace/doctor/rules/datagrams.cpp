// SPDX-License-Identifier: MIT
// Traffic without connections: every new pair of ports is an entry, answered or not.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

namespace ctgate::doctor::rules
{
namespace
{

using conntrack::Kind;

constexpr double kUnrepliedShare = 0.2;
constexpr double kLoadShare = 0.4;
constexpr double kReflectedShare = 0.05;
constexpr double kTunnelShare = 0.2;
constexpr double kOneWayShare = 0.25;
/// So many different sources among so many entries do not exist; they are made up.
constexpr double kSpoofed = 0.5;

std::uint64_t unreplied(const Group& group)
{
	return group.entries - group.replied;
}

bool dns_fires(const Case& host, const Group& dns)
{
	const auto lifetime = static_cast<double>(host.seen.setting("nf_conntrack_udp_timeout", 30));
	return host.weighs(unreplied(dns), kUnrepliedShare) ||
	       (host.pressed_within(lifetime) && host.weighs(dns.entries, kLoadShare));
}

Remedy relieve_dns(const Case& host)
{
	const Group& served = host.of(Kind::kDnsServed);
	const Group& asked = host.of(Kind::kDnsAsked);
	return {.command = "ctgate relieve dns",
		.effect = "frees them now; they would go by themselves in 30 s, and come again",
		.risk = "a reply still on its way meets no entry; the client asks again",
		.frees = served.entries + asked.entries - served.assured - asked.assured};
}

constexpr const char* kUntrackRisk = "a rule that relies on ct state or NAT for DNS no longer matches it";

} // namespace

std::optional<Finding> dns_flood(const Case& host)
{
	const Group& dns = host.of(Kind::kDnsServed);
	if (!dns_fires(host, dns))
		return std::nullopt;
	const double distinct = static_cast<double>(dns.sources) / static_cast<double>(dns.entries);
	return Finding{
		.cause = Cause::kDnsFlood,
		.weight = host.share(dns.entries),
		.verdict = fmt::format("{} entries ({}) are DNS queries that come to this side, {} of them unanswered",
				       dns.entries, percent(host.share(dns.entries)), unreplied(dns)),
		.evidence = {{"queries: " + who(dns), "conntrack -L -p udp --dport 53 | wc -l"},
			     {fmt::format("{} different sources: {}", dns.sources,
					  distinct >= kSpoofed
						  ? "most are made up, a limit for each source does not help alone"
						  : "real clients, or few attackers"),
			      ""}},
		.remedies = {
			{.command = fmt::format("ctgate attach {}", host.seen.uplink),
			 .effect = "limits queries for each source and in all, and lets known clients in first",
			 .risk = "attaching resets the link of some NICs for a moment"},
			{.command = "ctgate advise notrack dns",
			 .effect =
				 "prints the rules that keep DNS out of the table for good; a server needs no tracking",
			 .risk = kUntrackRisk},
			relieve_dns(host)}};
}

std::optional<Finding> dns_asked(const Case& host)
{
	const Group& dns = host.of(Kind::kDnsAsked);
	if (!dns_fires(host, dns))
		return std::nullopt;
	const bool few = dns.destinations <= 3;
	return Finding{.cause = Cause::kDnsAsked,
		       .weight = host.share(dns.entries),
		       .verdict = fmt::format(
			       "{} entries ({}) are DNS queries that this host itself sends, {} of them unanswered: {}",
			       dns.entries, percent(host.share(dns.entries)), unreplied(dns),
			       few ? "its upstream is dead or slow"
				   : "its resolver is made to ask for random names, or everything upstream is silent"),
		       .evidence = {{"queries: " + who(dns), "conntrack -L -p udp --dport 53 | wc -l"},
				    {"which program asks", "ss -unp dst :53"}},
		       .remedies = {{.command = "ctgate tune apply udp_timeout=10",
				     .effect = "a question that nobody answers holds its entry for a third of the "
					       "time; mend the upstream, or limit who asks for random names",
				     .risk = "an answer that takes longer is a stranger's"},
				    relieve_dns(host)}};
}

std::optional<Finding> reflection(const Case& host)
{
	const Group& replies = host.of(Kind::kReflected);
	if (!host.weighs(replies.entries, kReflectedShare))
		return std::nullopt;
	const bool stands = !host.seen.gates.empty();
	Finding finding{
		.cause = Cause::kReflection,
		.weight = host.share(replies.entries),
		.verdict = fmt::format(
			"{} entries ({}) are replies of DNS, NTP and the like that nobody asked for: somebody "
			"asks others in this side's name",
			replies.entries, percent(host.share(replies.entries))),
		.evidence = {{"replies: " + who(replies), "conntrack -L -p udp --sport 53 | grep -c UNREPLIED"}},
		.remedies = {}};
	if (!stands)
		finding.remedies.push_back({.command = fmt::format("ctgate attach {}", host.seen.uplink),
					    .effect = "limits replies from those ports, then asks conntrack about each",
					    .risk = "attaching resets the link of some NICs for a moment"});
	finding.remedies.push_back({.command = "ctgate reason set dns_reply_unsolicited drop",
				    .effect = "drops at the NIC every reply to which conntrack knows no question",
				    .risk = "not where replies come by another way than questions go"});
	finding.remedies.push_back({.command = "ctgate relieve unreplied-replies",
				    .effect = "frees them now",
				    .risk = "",
				    .frees = replies.entries});
	return finding;
}

std::optional<Finding> one_way_flood(const Case& host)
{
	const std::uint64_t entries = unreplied(host.of(Kind::kUdpUnreplied)) + unreplied(host.of(Kind::kIcmp)) +
				      unreplied(host.of(Kind::kOther));
	if (!host.weighs(entries, kOneWayShare))
		return std::nullopt;
	const auto& all = host.seen.figures.all;
	return Finding{
		.cause = Cause::kOneWayFlood,
		.weight = host.share(entries),
		.verdict = fmt::format(
			"{} entries ({}) are datagrams that nobody answers: a flood, or a program that only sends",
			entries, percent(host.share(entries))),
		.evidence = {{"UDP: " + who(host.of(Kind::kUdpUnreplied)), "conntrack -L -p udp | grep -c UNREPLIED"},
			     {fmt::format("ICMP {}, other protocols {} (these last ten minutes each)",
					  host.of(Kind::kIcmp).entries, host.of(Kind::kOther).entries),
			      "conntrack -L -p icmp | wc -l"}},
		.remedies = {
			{.command = "ctgate limit list",
			 .effect = "limits udp-new and icmp-echo count new flows for each source; set them to drop",
			 .risk = "monitor first: ctgate limit suggest udp-new"},
			{.command = "ctgate relieve unassured",
			 .effect = "frees all that is not assured, whatever protocol",
			 .risk = "handshakes under way begin again; the kernel would evict the same ones",
			 .frees = all.entries - all.assured}}};
}

std::optional<Finding> tunnels(const Case& host)
{
	const Group& tunnel = host.of(Kind::kTunnel);
	if (!host.weighs(tunnel.entries, kTunnelShare))
		return std::nullopt;
	return Finding{
		.cause = Cause::kTunnels,
		.weight = host.share(tunnel.entries),
		.verdict = fmt::format(
			"{} entries ({}) are VXLAN, Geneve or GRE: each inner flow has a source port of its own, "
			"and the answer comes as another flow, so none is ever replied to",
			tunnel.entries, percent(host.share(tunnel.entries))),
		.evidence = {{"tunnels: " + who(tunnel), "conntrack -L -p udp --dport 4789 | wc -l"}},
		.remedies = {{.command = "ctgate advise notrack vxlan",
			      .effect = "prints the rules that keep the outer packets out of the table; inner flows "
					"stay tracked",
			      .risk = "the outer packets need an accept rule of their own"},
			     {.command = "ctgate relieve tunnels",
			      .effect = "frees them now; they come again with the next packets",
			      .risk = "",
			      .frees = tunnel.entries}}};
}

} // namespace ctgate::doctor::rules
