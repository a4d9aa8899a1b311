// SPDX-License-Identifier: MIT
// Too many good connections, or good ones that linger when they are over.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace ctgate::doctor::rules
{
namespace
{

using conntrack::Kind;

constexpr double kGoodShare = 0.3;
constexpr double kClosingShare = 0.4;
constexpr double kOneSource = 0.2;
/// Below what the share itself would say: whoever fires beside it is the reason that the good ones have no room.
constexpr double kLoadWeight = 0.5;
constexpr std::uint64_t kSmallestMax = 65536;
/// With the extensions that NAT and accounting bring, and its bucket.
constexpr std::uint64_t kBytesAnEntry = 384 + 8;

/// Connections in use, answered datagrams: without those of the one source that would be an application gone wrong.
std::uint64_t spread_good(const Case& host)
{
	const std::uint64_t good = host.sum({Kind::kActive, Kind::kUdpReplied}) + host.of(Kind::kDnsServed).replied +
				   host.of(Kind::kDnsAsked).replied;
	std::uint64_t of_one = 0;
	for (const Kind kind : {Kind::kActive, Kind::kUdpReplied})
		if (const auto& pairs = host.of(kind).top_pairs; !pairs.empty())
			of_one = std::max(of_one, pairs.front().entries);
	return host.share(of_one) >= kOneSource ? good - std::min(good, of_one) : good;
}

/// Of all that grows, connections stay until the table is full, and datagrams are gone before, as on every host that
/// was started a minute ago.
bool pressed(const Case& host)
{
	const auto datagrams = static_cast<double>(host.seen.setting("nf_conntrack_udp_timeout_stream", 120));
	const double connections = Case::kSoonSeconds * host.share(host.of(Kind::kActive).entries);
	return host.pressed_within(std::max(datagrams, connections));
}

std::uint64_t larger_max(const Case& host)
{
	return std::max(kSmallestMax, std::bit_ceil(std::max(host.seen.entries(), host.seen.max()) + 1));
}

Evidence time_left(const Case& host)
{
	const auto left = host.seconds_to_full();
	if (host.seen.fill() >= 1)
		return {"the table is full: what comes new is refused, or pushes out what is not assured yet",
			"conntrack -S | grep -o ' drop=[0-9]*'"};
	if (left)
		return {fmt::format("it grows by {} entries/s more than expire: full in {:.0f} s if that goes on",
				    host.growth() >= 9.95 ? fmt::format("{:.0f}", host.growth())
							  : fmt::format("{:.1f}", host.growth()),
				    *left),
			"watch -n 1 conntrack -C"};
	return {fmt::format("{} of the limit is taken", percent(host.seen.fill())), "conntrack -C"};
}

} // namespace

std::optional<Finding> explosion(const Case& host)
{
	const std::uint64_t good = spread_good(host);
	if (!pressed(host) || !host.weighs(good, kGoodShare))
		return std::nullopt;
	const std::uint64_t max = larger_max(host);
	Finding finding{
		.cause = Cause::kExplosion,
		.weight = kLoadWeight * host.share(good),
		.verdict = fmt::format("{} entries ({}) are connections in use, spread over many clients: the load is "
				       "real, and the table too small for it",
				       good, percent(host.share(good))),
		.evidence = {time_left(host),
			     {"connections in use: " + who(host.of(Kind::kActive)),
			      "conntrack -L -p tcp --state ESTABLISHED | wc -l"}},
		.remedies = {}};
	finding.remedies.push_back(
		{.command = fmt::format("ctgate tune apply max={}", max),
		 .effect = fmt::format("room for {} more, and as many buckets; {} MiB when they are all taken",
				       max - std::min(max, host.seen.max()), max * kBytesAnEntry >> 20),
		 .risk = "the kernel stalls packets for a moment while it moves entries to the new buckets"});
	if (!host.seen.place.initial)
		finding.evidence.push_back({"this namespace cannot raise the limit: it is one for the whole host", ""});
	return finding;
}

std::optional<Finding> churn(const Case& host)
{
	const Group& closing = host.of(Kind::kClosing);
	const auto time_wait = host.seen.setting("nf_conntrack_tcp_timeout_time_wait", 120);
	if (!host.pressed_within(static_cast<double>(time_wait)) || !host.weighs(closing.entries, kClosingShare))
		return std::nullopt;
	return Finding{
		.cause = Cause::kChurn,
		.weight = host.share(closing.entries),
		.verdict = fmt::format("{} entries ({}) are connections that are over and wait for their timeout: many "
				       "short ones, not too many at once",
				       closing.entries, percent(host.share(closing.entries))),
		.evidence = {time_left(host),
			     {"closing: " + who(closing), "conntrack -L -p tcp --state TIME_WAIT | wc -l"},
			     {fmt::format("nf_conntrack_tcp_timeout_time_wait is {} s", time_wait),
			      "sysctl net.netfilter.nf_conntrack_tcp_timeout_time_wait"}},
		.remedies = {
			{.command = "ctgate relieve closing",
			 .effect = "frees them now",
			 .risk = "a late segment of such a connection is INVALID or, with tcp_loose=1, a new entry",
			 .frees = closing.entries},
			{.command = "ctgate tune apply tcp_timeout_time_wait=30",
			 .effect = "new ones last a quarter of the time; keep-alive in the clients is the real cure",
			 .risk = "behind NAT a port may be used again while the other side still waits"}}};
}

} // namespace ctgate::doctor::rules
