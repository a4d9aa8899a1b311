// SPDX-License-Identifier: MIT
// A diagnosis as an operator reads it, in 79 columns but for commands, which stay whole.
#include "userspace/doctor/case.hpp"
#include "userspace/doctor/diagnosis.hpp"
#include "userspace/report/wrap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ctgate::doctor
{
namespace
{

using conntrack::Counters;
using report::labelled;

std::string command(std::string_view label, std::string_view line)
{
	return fmt::format("  {:<10} {}\n", label, line);
}

std::string capacity(const Observation& seen)
{
	const auto buckets = std::max<std::int64_t>(0, seen.setting("nf_conntrack_buckets"));
	std::string text = seen.max() == 0 ? fmt::format("{} entries, no limit (nf_conntrack_max=0)", seen.entries())
					   : fmt::format("{} of {} entries ({})", seen.entries(), seen.max(),
							 percent(seen.fill()));
	text += fmt::format(", {} buckets", buckets);
	if (seen.slab_objects)
		text += fmt::format(
			"; memory {} MiB for all namespaces",
			(*seen.slab_objects * seen.slab_object_size + static_cast<std::uint64_t>(buckets) * 8) >> 20);
	return text;
}

std::string movement(const Case& host)
{
	const Observation& seen = host.seen;
	std::string text = fmt::format(
		"refused {}, evicted {}, insert failed {}, invalid {}; count {:+} in {:.1f} s", rate(host.refused()),
		rate(host.evicted()), rate(seen.per_second(&Counters::insert_failed)),
		rate(seen.per_second(&Counters::invalid)),
		static_cast<std::int64_t>(seen.after.fill.entries) - static_cast<std::int64_t>(seen.entries_after_pass),
		seen.seconds_after_pass);
	if (const auto left = host.seconds_to_full())
		text += fmt::format(", full in {:.0f} s if that goes on", *left);
	return text;
}

std::string look(const Observation& seen)
{
	std::string text =
		fmt::format("{} entries in one pass of {:.2f} s", seen.figures.entries, seen.figures.seconds);
	if (seen.log.table_full > 0)
		text += fmt::format("; \"table full\" {} times in the kernel's log of ten minutes, {} s ago",
				    seen.log.table_full, seen.log.seconds_ago);
	if (seen.after.gate_dropped > seen.before.gate_dropped)
		text += fmt::format("; ctgate drops {}", rate(seen.per_second(&Moment::gate_dropped)));
	return text;
}

std::string headline(const Case& host)
{
	const Observation& seen = host.seen;
	std::string text = fmt::format("{} of {}, Linux {}\n", seen.place.name, seen.host, seen.kernel);
	text += labelled("table", capacity(seen));
	text += labelled("now", movement(host));
	text += labelled("seen", look(seen));
	for (const auto& unseen : seen.unseen)
		text += labelled("not seen", unseen);
	return text + command("check", "conntrack -C; conntrack -S; sysctl net.netfilter.nf_conntrack_max");
}

std::string text_of(const Remedy& remedy)
{
	std::string text = command("do", remedy.command);
	text += labelled("", remedy.frees > 0 ? fmt::format("about {} entries: {}", remedy.frees, remedy.effect)
					      : remedy.effect);
	return remedy.risk.empty() ? text : text + labelled("risk", remedy.risk);
}

std::string text_of(const Finding& finding, std::size_t number)
{
	std::string text = fmt::format("\n{}. {}\n", number, title_of(finding.cause));
	text += labelled("found", finding.verdict);
	for (const auto& [fact, check] : finding.evidence) {
		text += labelled("because", fact);
		if (!check.empty())
			text += command("  check", check);
	}
	for (const Remedy& remedy : finding.remedies)
		text += text_of(remedy);
	return text;
}

} // namespace

std::string text_of(const Diagnosis& diagnosis)
{
	std::string text = headline(Case{diagnosis.seen});
	if (diagnosis.healthy())
		return text + "\nNothing is wrong with it: no cause fires.\n";
	std::size_t number = 0;
	for (const Finding& finding : diagnosis.findings)
		text += text_of(finding, ++number);
	return text;
}

} // namespace ctgate::doctor
