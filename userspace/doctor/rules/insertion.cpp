// SPDX-License-Identifier: MIT
// There is room, and still the entry does not get in.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::doctor::rules
{
namespace
{

using conntrack::Counters;

constexpr double kNatWeight = 0.8;
constexpr double kBucketsWeight = 0.75;
constexpr double kClashWeight = 0.65;
constexpr double kLostRate = 1;
/// From about 8 entries a bucket on look-ups are slow, from 20 on chains are refused (measured; limit 50 to 79).
constexpr double kPerBucketMax = 8;

/// A chain that is too long fails too, and is told by its own counter. Those that ctnetlink inserted count there only.
double failed_insertions(const Case& host)
{
	return std::max(0.0, host.seen.per_second(&Counters::insert_failed) -
				     host.seen.per_second(&Counters::chain_too_long));
}

/// As many as entries there may be, or are where there is no limit; in any case more than now.
std::int64_t wanted_buckets(const Case& host, std::int64_t now)
{
	const auto entries = static_cast<std::int64_t>(std::max(host.seen.max(), host.seen.entries_everywhere));
	return std::max(entries, 2 * now);
}

std::string crowding(const Case& host, std::int64_t buckets)
{
	const auto each = [&](std::uint64_t entries) {
		return static_cast<double>(entries) / static_cast<double>(buckets);
	};
	return host.seen.max() == 0
		       ? fmt::format("{} entries share {} buckets, {:.1f} each, and no limit is set",
				     host.seen.entries_everywhere, buckets, each(host.seen.entries_everywhere))
		       : fmt::format("{} entries may share {} buckets, {:.0f} each", host.seen.max(), buckets,
				     each(host.seen.max()));
}

} // namespace

std::optional<Finding> nat_ports(const Case& host)
{
	const auto& translated = host.seen.figures.translated;
	const double failed = failed_insertions(host);
	const double tried = host.seen.per_second(&Counters::found);
	// Each failure has looked at port after port and found it taken; a clash has not looked at all.
	if (translated.empty() || failed < kLostRate || tried < failed)
		return std::nullopt;
	return Finding{
		.cause = Cause::kNatPorts,
		.weight = kNatWeight,
		.verdict = fmt::format(
			"{} new connections are lost because NAT finds no free port, while the table is at {}",
			rate(failed), percent(host.seen.fill())),
		.evidence = {{fmt::format("most to one place: {}, {} entries; one address has 64512 ports for each",
					  translated.front().name, translated.front().entries),
			      "conntrack -L -n | wc -l"},
			     {fmt::format("insert_failed {}, found {} (ports tried in vain)", rate(failed),
					  rate(tried)),
			      "conntrack -S | grep -o ' insert_failed=[0-9]*'"}},
		.remedies = {
			{.command = "ctgate tune apply tcp_timeout_time_wait=30 udp_timeout=20",
			 .effect = "gives ports back sooner; more source addresses are the cure (nft: snat to A-B)",
			 .risk = "the other side may still remember the connection that used the port"},
			{.command = "ctgate relieve closing",
			 .effect = "gives back the ports of closed connections now",
			 .risk = "late segments of them are INVALID",
			 .frees = host.of(conntrack::Kind::kClosing).entries}}};
}

std::optional<Finding> buckets(const Case& host)
{
	const auto buckets = host.seen.setting("nf_conntrack_buckets");
	const double lost = host.seen.per_second(&Counters::chain_too_long);
	if (buckets <= 0 ||
	    (lost <= 0 && static_cast<double>(host.seen.max()) <= kPerBucketMax * static_cast<double>(buckets)))
		return std::nullopt;
	const auto wanted = wanted_buckets(host, buckets);
	return Finding{.cause = Cause::kBuckets,
		       .weight = kBucketsWeight,
		       .verdict =
			       fmt::format("{}: look-ups are slow, and from about {} entries on new ones are refused",
					   crowding(host, buckets), 20 * buckets),
		       .evidence = {{fmt::format("lost because a chain was too long: {}", rate(lost)),
				     "conntrack -S | grep -o ' chaintoolong=[0-9]*'"},
				    {fmt::format("now {:.1f} entries a bucket",
						 static_cast<double>(host.seen.entries_everywhere) /
							 static_cast<double>(buckets)),
				     "sysctl net.netfilter.nf_conntrack_buckets"}},
		       .remedies = {{.command = fmt::format("ctgate tune apply buckets={}", wanted),
				     .effect = fmt::format("one entry a bucket; {} MiB",
							   std::max<std::int64_t>(1, wanted * 8 >> 20)),
				     .risk = "the kernel stalls packets for a moment while it moves the entries"}}};
}

std::optional<Finding> clash(const Case& host)
{
	const double resolved = host.seen.per_second(&Counters::clash_resolve);
	const double failed = failed_insertions(host);
	const bool nat = host.seen.per_second(&Counters::found) >= failed && failed >= kLostRate;
	const double clashes = resolved + (nat ? 0 : failed);
	if (clashes < kLostRate)
		return std::nullopt;
	return Finding{
		.cause = Cause::kClash,
		.weight = kClashWeight,
		.verdict = fmt::format(
			"{} packets clash with another of their own new flow that was a moment earlier on another CPU; "
			"{} are lost",
			rate(clashes), rate(nat ? 0 : failed)),
		.evidence = {{"as when a resolver sends A and AAAA from one socket at once",
			      "conntrack -S | grep -o ' clash_resolve=[0-9]*'"},
			     {fmt::format("DNS is {} of the entries",
					  percent(host.share(host.sum(
						  {conntrack::Kind::kDnsAsked, conntrack::Kind::kDnsServed})))),
			      ""}},
		.remedies = {
			{.command = "ctgate advise notrack dns --forwarded",
			 .effect =
				 "prints the rules that take DNS which passes through out of tracking, where it cannot "
				 "clash; on the host that asks: \"options single-request-reopen\" in resolv.conf",
			 .risk = "a rule that relies on ct state or NAT for DNS no longer matches it"}}};
}

} // namespace ctgate::doctor::rules
