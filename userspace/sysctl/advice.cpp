// SPDX-License-Identifier: MIT
// What somebody should know before a plan becomes true.
#include "userspace/sysctl/draft.hpp"

#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/memory.hpp"

#include <algorithm>
#include <array>

namespace ctgate::sysctl
{
namespace
{

using Lines = std::vector<std::string>;

/// Lowering one of these leaves entries behind that one command deletes.
struct Relief {
	std::string_view command;
	std::array<std::string_view, 8> settings;
};
constexpr std::array kReliefs = {
	Relief{"closing",
	       {"tcp_timeout_time_wait", "tcp_timeout_fin_wait", "tcp_timeout_close_wait", "tcp_timeout_last_ack",
		"tcp_timeout_close"}},
	Relief{"unassured",
	       {"udp_timeout", "tcp_timeout_syn_sent", "tcp_timeout_syn_recv", "tcp_timeout_unacknowledged",
		"generic_timeout", "icmp_timeout", "icmpv6_timeout", "gre_timeout"}},
};

void warn_of_size(const Draft& draft, const Change& change, Lines& warnings)
{
	constexpr std::int64_t kManyInBucket = 4;
	if (change.proposed < change.now || change.now == kUnlimited)
		warnings.push_back(
			"lower than now: no entry leaves for it; when the table is full, new flows are refused");
	const std::int64_t share =
		draft.host.ram_bytes > 0 ? 100 * table_bytes(change.proposed) / draft.host.ram_bytes : 0;
	if (change.proposed > change.now && share > kMemoryShareUsual)
		warnings.push_back(fmt::format("a full table takes {} % of the memory", share));
	if (change.proposed > kManyInBucket * draft.after("buckets"))
		warnings.push_back(fmt::format("{} entries a bucket: every look-up walks that far",
					       change.proposed / draft.after("buckets")));
}

void warn_of_silence(const Draft& draft, const Change& change, Lines& warnings)
{
	const Keepalive& keepalive = draft.host.keepalive;
	if (change.proposed <= keepalive.time_s)
		warnings.push_back(fmt::format("TCP's keepalive speaks after {} s only (net.ipv4.tcp_keepalive_time): "
					       "connections that are silent and alive are forgotten before",
					       keepalive.time_s));
	else if (change.proposed < keepalive.time_s + keepalive.patience_s())
		warnings.push_back(fmt::format("TCP's keepalive speaks after {} s and repeats for {} s: when its first "
					       "probes are lost, the entry is gone",
					       keepalive.time_s, keepalive.patience_s()));
}

void warn_of_strictness(const Draft& draft, Lines& warnings)
{
	const Host& host = draft.host;
	if (host.rules.drop_invalid)
		warnings.push_back("a rule here drops INVALID: with 0, connections that conntrack does not know die "
				   "silently, all of them after a flush, a reload or a failover");
	else if (!host.rules.known)
		warnings.push_back("whether a rule here drops INVALID could not be read (as root it can)");
	if (host.forwards)
		warnings.push_back("this host forwards: where the two directions take different ways, it sees half "
				   "connections, and with 0 they are INVALID");
	if (host.rules.drop_invalid && draft.after("tcp_be_liberal") == 0)
		warnings.push_back("with tcp_be_liberal=0 segments out of window are INVALID and dropped, too");
}

void warn_of_others(const Draft& draft, const Change& change, Lines& warnings)
{
	const Assignment* boot = winner(draft.host.at_boot, change.setting->name);
	if (boot && draft.host.boots_here && is_read_after(*boot, Paths{}.sysctl_file()) &&
	    boot->value != fmt::format("{}", change.proposed))
		warnings.push_back(fmt::format("at boot {} is read later and sets it to {}: change it there, too",
					       boot->file.native(), boot->value));
	if (const Writer* writer = writer_of(draft.host.writers, change.setting->name))
		warnings.push_back(writer->says);
}

void warn(const Draft& draft, Change& change)
{
	const Setting& setting = *change.setting;
	if (setting.name == "max")
		warn_of_size(draft, change, change.warnings);
	if (setting.name == "tcp_timeout_established")
		warn_of_silence(draft, change, change.warnings);
	if (setting.name == "tcp_loose" && change.proposed == 0)
		warn_of_strictness(draft, change.warnings);
	if (!setting.safe.holds(change.proposed))
		change.warnings.push_back(fmt::format("unusual: {} to {} is what others have",
						      setting.text(setting.safe.least),
						      setting.text(setting.safe.most)));
	warn_of_others(draft, change, change.warnings);
}

/// Why a profile leaves the value alone that half the articles want changed.
void note_loose(Draft& draft)
{
	if (draft.before("tcp_loose") != 1 || draft.wish.find("tcp_loose"))
		return;
	const Rules& rules = draft.host.rules;
	draft.plan.notes.push_back(
		fmt::format("tcp_loose stays 1. With 0 bare ACKs of unknown connections make no entry, but connections "
			    "that conntrack has forgotten are INVALID{}{}. `ctgate reason set tcp_out_of_state drop` "
			    "does it for one interface, and waits until conntrack knows them",
			    rules.drop_invalid ? ", and a rule here drops those" : "",
			    draft.host.forwards ? "; this host forwards, and may see half of a connection" : ""));
}

void note_liberal(Draft& draft)
{
	if (draft.wish.find("tcp_be_liberal") || draft.before("tcp_be_liberal") != 0 || !draft.host.forwards ||
	    !draft.host.rules.drop_invalid)
		return;
	draft.plan.notes.push_back(
		"this host forwards and drops INVALID: segments out of window are among them. Where NIC "
		"offload or asymmetric paths make such, tcp_be_liberal=1 lets them pass");
}

void note_short_established(Draft& draft)
{
	const std::int64_t now = draft.before("tcp_timeout_established");
	const std::int64_t least = shortest_established(draft.plan.profile->name, draft.host);
	if (!setting("tcp_timeout_established").accepted.holds(now) || now >= least ||
	    draft.wish.find("tcp_timeout_established"))
		return;
	draft.plan.notes.push_back(
		fmt::format("tcp_timeout_established is {}, shorter than TCP's keepalive needs ({}): "
			    "connections that are silent and alive may be forgotten",
			    now, setting("tcp_timeout_established").text(least)));
}

/// Somebody wrote it, and the kernel took it.
void note_absurd(Draft& draft)
{
	for (const auto& [name, value] : draft.host.values)
		if (const Setting& one = setting(name); !one.accepted.holds(value.now) && !draft.plan.find(name))
			draft.plan.notes.push_back(fmt::format(
				"{} is {}, which makes no sense: {} to {} does; `ctgate tune "
				"apply {}=VALUE` mends it",
				name, value.now, one.text(one.accepted.least), one.text(one.accepted.most), name));
}

bool is_lowered(const Plan& plan, std::string_view setting)
{
	const Change* change = plan.find(setting);
	return change && change->proposed < change->now && change->setting->unit == Unit::kSeconds;
}

void offer_relief(Plan& plan)
{
	if (is_lowered(plan, "tcp_timeout_established"))
		plan.relief.push_back(
			fmt::format("ctgate relieve idle --older {}s", plan.find("tcp_timeout_established")->proposed));
	for (const auto& [command, settings] : kReliefs)
		if (std::ranges::any_of(settings, [&](auto setting) { return is_lowered(plan, setting); }))
			plan.relief.push_back(fmt::format("ctgate relieve {}", command));
}

} // namespace

void advise(Draft& draft)
{
	for (Change& change : draft.plan.changes)
		warn(draft, change);
	if (draft.plan.profile) {
		note_absurd(draft);
		note_loose(draft);
		note_liberal(draft);
		note_short_established(draft);
	}
	if (!draft.host.boots_here)
		draft.plan.notes.push_back("this is not the network namespace that boots from /etc: the values are set "
					   "now, and no file is written");
	offer_relief(draft.plan);
}

} // namespace ctgate::sysctl
