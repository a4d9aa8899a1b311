// SPDX-License-Identifier: MIT
// Connections that are none, or not yet.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::doctor::rules
{
namespace
{

using conntrack::Kind;

constexpr double kHandshakeShare = 0.2;
constexpr double kPickedUpShare = 0.05;
constexpr double kAsymmetricShare = 0.2;

/// One client that tries one service again and again, from this host or through it, is an application's fault and not
/// an attack.
const Named* storm(const Case& host)
{
	const auto& pairs = host.of(Kind::kConnecting).top_pairs;
	return !pairs.empty() && host.weighs(pairs.front().entries, kHandshakeShare) ? &pairs.front() : nullptr;
}

/// "tcp 192.0.2.7:443" and "tcp [2001:db8::7]:443" as options of a command.
std::string as_options(const std::string& service)
{
	const auto address = service.find(' ') + 1;
	const auto colon = service.rfind(':');
	std::string destination = service.substr(address, colon - address);
	std::erase_if(destination, [](char c) { return c == '[' || c == ']'; });
	return fmt::format("--destination {} --port {}", destination, service.substr(colon + 1));
}

} // namespace

std::optional<Finding> syn_flood(const Case& host)
{
	const Group& sent = host.of(Kind::kSynSent);
	const Group& through = host.of(Kind::kConnecting);
	const Group& received = host.of(Kind::kSynReceived);
	const std::uint64_t all = sent.entries + through.entries + received.entries;
	const Named* own = storm(host);
	const std::uint64_t half_open = own ? all - own->entries : all;
	if (!host.weighs(half_open, kHandshakeShare))
		return std::nullopt;
	Finding finding{
		.cause = Cause::kSynFlood,
		.weight = host.share(half_open),
		.verdict = fmt::format("{} entries ({}) are half-open: a SYN that was never confirmed", half_open,
				       percent(host.share(half_open))),
		.evidence = {{"SYN_SENT: " + who(sent.entries >= through.entries ? sent : through),
			      "conntrack -L -p tcp --state SYN_SENT | wc -l"},
			     {"SYN_RECV: " + who(received), "conntrack -L -p tcp --state SYN_RECV | wc -l"}},
		.remedies = {
			{.command = "ctgate limit set syn --source-rate 20/s --rate 2000/s",
			 .effect = "limits SYNs at the NIC (ctgate attach first); made-up sources only the total stops",
			 .risk = "a total also refuses good clients: ctgate limit suggest syn"},
			{.command = "ctgate relieve handshakes",
			 .effect = "frees them now",
			 .risk = "a handshake under way begins again a second later",
			 .frees = all}}};
	if (host.seen.per_second(&Moment::syncookies) > 0)
		finding.evidence.push_back(
			{fmt::format("SYN cookies go out: {}", rate(host.seen.per_second(&Moment::syncookies))),
			 "nstat -az TcpExtSyncookiesSent"});
	return finding;
}

std::optional<Finding> connect_storm(const Case& host)
{
	const Named* pair = storm(host);
	if (!pair)
		return std::nullopt;
	const auto [source, service] = Pair{*pair};
	Finding finding{
		.cause = Cause::kConnectStorm,
		.weight = host.share(pair->entries),
		.verdict = fmt::format("{} entries ({}) are attempts of {} to connect to {}, which does not answer",
				       pair->entries, percent(host.share(pair->entries)), source, service),
		.evidence = {{"SYN_SENT: " + who(host.of(Kind::kConnecting)),
			      fmt::format("conntrack -L -p tcp -s {} --state SYN_SENT | wc -l", source)}},
		.remedies = {
			{.command = "ctgate relieve handshakes " + as_options(service),
			 .effect =
				 "frees them now; let the program wait longer between attempts, or bring its peer back",
			 .risk = "",
			 .frees = pair->entries}}};
	if (const Owner* owner = host.owner_of(service))
		finding.evidence.push_back({fmt::format("{} holds {} such sockets now", owner->process, owner->sockets),
					    "ss -tnp state syn-sent"});
	return finding;
}

std::optional<Finding> picked_up(const Case& host)
{
	const Group& unanswered = host.of(Kind::kPickedUp);
	const std::uint64_t answered = host.seen.figures.picked_up_assured;
	const bool asymmetric = host.weighs(answered, kAsymmetricShare);
	if (!host.weighs(unanswered.entries, kPickedUpShare) && !asymmetric)
		return std::nullopt;
	return Finding{
		.cause = Cause::kPickedUp,
		.weight = std::max(host.share(unanswered.entries), asymmetric ? host.share(answered) : 0.0),
		.verdict = fmt::format(
			"{} entries ({}) began with a bare ACK that nobody answered, {} more in the middle of a "
			"connection that goes on: {}",
			unanswered.entries, percent(host.share(unanswered.entries)), answered,
			unanswered.entries >= answered ? "an ACK flood, or one direction of the traffic goes elsewhere"
						       : "the table was emptied, or one direction goes elsewhere"),
		.evidence = {{"picked up, unanswered: " + who(unanswered),
			      "conntrack -L -p tcp --state ESTABLISHED -u UNREPLIED | wc -l"},
			     {fmt::format("nf_conntrack_tcp_loose is {}, nf_conntrack_tcp_be_liberal {}",
					  host.seen.setting("nf_conntrack_tcp_loose", 1),
					  host.seen.setting("nf_conntrack_tcp_be_liberal")),
			      "sysctl net.netfilter.nf_conntrack_tcp_loose"}},
		.remedies = {{.command = "ctgate reason set tcp_out_of_state drop",
			      .effect = "drops at the NIC segments of connections that conntrack does not know, on one "
					"interface",
			      .risk = "not where this host sees one direction only"},
			     {.command = "ctgate relieve picked-up",
			      .effect = "frees those that nobody answered",
			      .risk = "",
			      .frees = unanswered.entries},
			     {.command = "ctgate tune apply tcp_loose=0",
			      .effect = "lets no connection in without a handshake, on all interfaces",
			      .risk = "after a flush, a failover or with asymmetric routes living connections die"}}};
}

} // namespace ctgate::doctor::rules
