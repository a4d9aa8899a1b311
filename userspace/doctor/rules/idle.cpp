// SPDX-License-Identifier: MIT
// Connections that nobody uses, and that stay.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::doctor::rules
{
namespace
{

using conntrack::Kind;

constexpr double kIdleShare = 0.3;
constexpr double kCloseWaitShare = 0.15;
constexpr std::uint32_t kHour = 3600;
/// RFC 5382, REQ-5: two hours of keepalive and four minutes.
constexpr std::uint32_t kAfterKeepalive = 7440;
constexpr std::uint32_t kDay = 86400;

/// A keepalive would have come within two hours: what was silent for longer is dead, or has none. When few are that
/// old, those of an hour are offered.
Remedy relieve_idle(const Case& host)
{
	const std::uint64_t old = host.seen.figures.idle_for(kAfterKeepalive);
	const std::uint64_t hour = host.seen.figures.idle_for(kHour);
	const bool all = old * 2 < hour;
	return {.command = fmt::format("ctgate relieve idle --older {}", all ? "1h" : "2h4m"),
		.effect = "frees them now; lowering the timeout alone frees nothing",
		.risk = "one that wakes up is picked up again with tcp_loose=1, and refused with 0; with NAT it breaks",
		.frees = all ? hour : old};
}

/// Not less than a keepalive needs to be heard, in whole minutes.
std::int64_t timeout_to_propose(const Case& host)
{
	constexpr std::int64_t kMinute = 60;
	const auto& seen = host.seen;
	const std::int64_t keepalive =
		seen.setting("tcp_keepalive_time", 7200) +
		seen.setting("tcp_keepalive_intvl", 75) * seen.setting("tcp_keepalive_probes", 9);
	return std::max<std::int64_t>(kAfterKeepalive, (keepalive + kMinute - 1) / kMinute * kMinute);
}

std::vector<Evidence> idle_evidence(const Case& host)
{
	const auto& figures = host.seen.figures;
	const auto given = host.seen.setting("nf_conntrack_tcp_timeout_established", 432000);
	std::vector<Evidence> evidence{
		{fmt::format("without a packet for 1 h: {}, for 2 h 4 min: {}, for a day: {}", figures.idle_for(kHour),
			     figures.idle_for(kAfterKeepalive), figures.idle_for(kDay)),
		 fmt::format("conntrack -L -p tcp --state ESTABLISHED | awk '$3 <= {}' | wc -l",
			     std::max<std::int64_t>(0, given - kHour))},
		{"idle: " + who(host.of(Kind::kIdle)), ""},
		{fmt::format("nf_conntrack_tcp_timeout_established is {} s", given),
		 "sysctl net.netfilter.nf_conntrack_tcp_timeout_established"}};
	if (figures.outlived > 0)
		evidence.push_back({fmt::format("{} have more time left than that: they are from before it was lowered",
						figures.outlived),
				    ""});
	const Group& idle = host.of(Kind::kIdle);
	if (const auto ours = idle.from_here + idle.to_here; ours > host.seen.tcp_sockets)
		evidence.push_back({fmt::format("{} of them begin or end on this host, which has only {} TCP sockets: "
						"the others are dead",
						ours, host.seen.tcp_sockets),
				    "ss -s"});
	return evidence;
}

} // namespace

std::optional<Finding> long_lived(const Case& host)
{
	const std::uint64_t idle = host.of(Kind::kIdle).entries;
	if (!host.weighs(idle, kIdleShare))
		return std::nullopt;
	Finding finding{.cause = Cause::kLongLived,
			.weight = host.share(idle),
			.verdict = fmt::format("{} entries ({}) are connections without a packet for an hour or more",
					       idle, percent(host.share(idle))),
			.evidence = idle_evidence(host),
			.remedies = {}};
	if (host.seen.figures.idle_for(kHour) > 0)
		finding.remedies.push_back(relieve_idle(host));
	if (host.seen.figures.outlived > 0)
		finding.remedies.push_back({.command = "ctgate relieve outlived",
					    .effect = "frees those from before the timeout was lowered",
					    .risk = "as above",
					    .frees = host.seen.figures.outlived});
	const std::int64_t timeout = timeout_to_propose(host);
	if (host.seen.setting("nf_conntrack_tcp_timeout_established", 432000) > timeout)
		finding.remedies.push_back(
			{.command = fmt::format("ctgate tune apply tcp_timeout_established={}", timeout),
			 .effect = "so that it does not come back; for entries that see a packet after it",
			 .risk = "applications that are silent for longer, without keepalive, lose their connection"});
	return finding;
}

std::optional<Finding> close_wait(const Case& host)
{
	const Group& waiting = host.of(Kind::kCloseWait);
	if (!host.weighs(waiting.entries, kCloseWaitShare))
		return std::nullopt;
	Finding finding{
		.cause = Cause::kCloseWait,
		.weight = host.share(waiting.entries),
		.verdict =
			fmt::format("{} entries ({}) are connections that one side has closed and the other has not: a "
				    "program that does not close its sockets",
				    waiting.entries, percent(host.share(waiting.entries))),
		.evidence = {{"CLOSE_WAIT: " + who(waiting), "conntrack -L -p tcp --state CLOSE_WAIT | wc -l"},
			     {fmt::format("nf_conntrack_tcp_timeout_close_wait is {} s (kube-proxy sets an hour)",
					  host.seen.setting("nf_conntrack_tcp_timeout_close_wait", 60)),
			      "sysctl net.netfilter.nf_conntrack_tcp_timeout_close_wait"}},
		.remedies = {{.command = "ctgate relieve close-wait",
			      .effect = "frees them now; mend or restart the program",
			      .risk = "a download over a half-closed connection loses its entry",
			      .frees = waiting.entries}}};
	if (const Owner* owner = host.owner_of(to_string(Kind::kCloseWait)))
		finding.evidence.push_back(
			{fmt::format("on this host {} holds {} such sockets", owner->process, owner->sockets),
			 "ss -tnp state close-wait"});
	return finding;
}

} // namespace ctgate::doctor::rules
