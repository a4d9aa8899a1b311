// SPDX-License-Identifier: MIT
// Entries that are counted, or take memory, and are in no table.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::doctor::rules
{
namespace
{

constexpr double kHeldShare = 0.1;
constexpr std::uint64_t kLeakFewest = 10'000;
constexpr double kLeakShare = 0.1;
constexpr double kHeldWeight = 0.5;
constexpr double kLeakWeight = 0.55;

} // namespace

std::optional<Finding> held_entries(const Case& host)
{
	const Observation& seen = host.seen;
	const std::uint64_t held = seen.entries_after_pass - std::min(seen.entries_after_pass, seen.figures.entries);
	// The pass frees what has expired as it goes by (ctnetlink_dump_table()), but for what expires behind it.
	const double expired =
		static_cast<double>(seen.figures.expiring) / kExpiringSeconds * (1 + seen.figures.seconds);
	const double part =
		static_cast<double>(held) / static_cast<double>(std::max<std::uint64_t>(1, seen.entries_after_pass));
	if (!host.matters(held) || part < kHeldShare || static_cast<double>(held) <= expired)
		return std::nullopt;
	Finding finding{
		.cause = Cause::kHeldEntries,
		.weight = kHeldWeight + (1 - kHeldWeight) * part,
		.verdict = fmt::format(
			"{} entries ({}) are counted and not in the table: a packet that waits for a verdict, or a "
			"module that lost one, still holds each",
			held, percent(part)),
		.evidence = {{fmt::format("the count is {}, a pass over the table finds {}", seen.entries_after_pass,
					  seen.figures.entries),
			      "conntrack -C; conntrack -L | wc -l"}},
		.remedies = {}};
	for (const Queue& queue : seen.queues)
		finding.evidence.push_back(
			{fmt::format("{} packets wait in NFQUEUE {} of {}", queue.waiting, queue.number, queue.process),
			 "cat /proc/net/netfilter/nfnetlink_queue"});
	if (seen.queues.empty())
		finding.evidence.push_back(
			{"no NFQUEUE has packets waiting: if the number stays for minutes, the kernel or a module "
			 "leaks",
			 "uname -r"});
	return finding;
}

std::optional<Finding> slab_leak(const Case& host)
{
	const Observation& seen = host.seen;
	if (!seen.slab_objects)
		return std::nullopt;
	const std::uint64_t lost = *seen.slab_objects - std::min(*seen.slab_objects, seen.entries_everywhere);
	if (lost <= kLeakFewest ||
	    static_cast<double>(lost) < kLeakShare * static_cast<double>(seen.entries_everywhere))
		return std::nullopt;
	return Finding{
		.cause = Cause::kSlabLeak,
		.weight = kLeakWeight,
		.verdict = fmt::format(
			"{} entries are allocated that no namespace counts which could be found: one that only an "
			"open file keeps alive has them, or the kernel leaks",
			lost),
		.evidence = {{fmt::format("slab objects {}, entries of all namespaces {}", *seen.slab_objects,
					  seen.entries_everywhere),
			      "grep nf_conntrack /proc/slabinfo; conntrack -C"},
			     {fmt::format("they take {} MiB", lost * seen.slab_object_size >> 20), ""}},
		.remedies = {
			{.command = "ctgate doctor --all-netns",
			 .effect = "again in a minute: a leak grows and never shrinks; then look for a newer kernel",
			 .risk = ""}}};
}

} // namespace ctgate::doctor::rules
