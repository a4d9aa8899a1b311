// SPDX-License-Identifier: MIT
#include "userspace/report/tune.hpp"

#include "userspace/report/wrap.hpp"
#include "userspace/sysctl/memory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::report
{
namespace
{

using sysctl::Change;
using sysctl::kBucketBytes;
using sysctl::kEntryBytes;
using sysctl::mib;
using sysctl::Plan;

std::string size(std::int64_t entries)
{
	return entries == sysctl::kUnlimited ? "whatever it likes" : fmt::format("{} MiB", mib(entries * kEntryBytes));
}

std::string headline(const Plan& plan)
{
	std::string text;
	if (plan.profile)
		text = fmt::format("Profile {}: {}.\n", to_string(plan.profile->name), plan.profile->why);
	const auto count = plan.changes.size();
	if (count == 0)
		return text + "Nothing to change.\n";
	text += fmt::format("{} setting{} to change", count, count == 1 ? "" : "s");
	if (plan.max_after != plan.max_before)
		text += fmt::format("; a full table takes {} instead of {}", size(plan.max_after),
				    size(plan.max_before));
	return text + ".\n";
}

std::string change_text(const Change& change)
{
	const auto& setting = *change.setting;
	std::string text =
		change.now == change.proposed
			? fmt::format("{}  {}, as it is; to be kept at boot\n", setting.name, setting.text(change.now))
			: fmt::format("{}  {} -> {}\n", setting.name, setting.text(change.now),
				      setting.text(change.proposed));
	text += labelled("why", change.why);
	text += labelled("risk", setting.risk);
	for (const auto& warning : change.warnings)
		text += labelled("WARNING", warning);
	return text;
}

/// Only where the size of the table is among the changes.
std::string memory_text(const Plan& plan)
{
	if (plan.max_before == plan.max_after && plan.buckets_before == plan.buckets_after)
		return {};
	return labelled("memory", fmt::format("{} when the table is full, {} before ({} B an entry)",
					      size(plan.max_after), size(plan.max_before), kEntryBytes)) +
	       labelled("buckets",
			fmt::format("{} MiB at once, {} MiB before ({} B each)", mib(plan.buckets_after * kBucketBytes),
				    mib(plan.buckets_before * kBucketBytes), kBucketBytes)) +
	       labelled("check", "sysctl net.netfilter.nf_conntrack_max") +
	       labelled("", "grep nf_conntrack /proc/slabinfo");
}

std::string relief_text(const Plan& plan)
{
	if (plan.relief.empty())
		return {};
	std::string text =
		labelled("relief", "a lower timeout holds for an entry from its next packet on; what is in the "
				   "table and silent keeps the old one, and goes with:");
	for (const auto& command : plan.relief)
		text += labelled("", command);
	return text;
}

} // namespace

std::string plan_text(const Plan& plan, const std::string& apply)
{
	std::string text = headline(plan);
	for (const auto& change : plan.changes)
		text += '\n' + change_text(change);
	std::string rest = memory_text(plan) + relief_text(plan);
	for (const auto& note : plan.notes)
		rest += labelled("note", note);
	if (!plan.changes.empty() && !apply.empty())
		rest += fmt::format("  do it      {}\n", apply); // in one line, to be copied
	return rest.empty() ? text : text + '\n' + rest;
}

} // namespace ctgate::report
