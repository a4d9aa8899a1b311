// SPDX-License-Identifier: MIT
// It is not this table, or it is not alone.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::doctor::rules
{
namespace
{

constexpr double kInactiveWeight = 1;
constexpr double kWriterWeight = 0.62;
constexpr double kNeighbourWeight = 0.72;
constexpr double kNeighbourFull = 0.7;
constexpr double kNeighbourHalfFull = 0.5;
constexpr std::uint64_t kRecentSeconds = 60;

/// The log alone does not say it: a number may have been that of another namespace, which is gone.
bool in_trouble(const Neighbour& neighbour, std::uint64_t max)
{
	const double fill = max == 0 ? 0 : static_cast<double>(neighbour.entries) / static_cast<double>(max);
	const bool logged = neighbour.log.table_full > 0 && neighbour.log.seconds_ago <= kRecentSeconds;
	return fill >= kNeighbourFull || (logged && fill >= kNeighbourHalfFull);
}

} // namespace

std::optional<Finding> inactive(const Case& host)
{
	if (host.seen.tracks.value_or(true))
		return std::nullopt;
	return Finding{
		.cause = Cause::kInactive,
		.weight = kInactiveWeight,
		.verdict = "conntrack makes no entries here: no rule of this namespace asks for it (ct state, NAT). An "
			   "empty table "
			   "says nothing about health",
		.evidence = {{"a datagram over loopback made no entry",
			      "nft list ruleset | grep -E 'ct |nat|masquerade'; iptables-save | grep -E 'state|nat'"}},
		.remedies = {{.command = "ctgate doctor --all-netns",
			      .effect = "looks for the namespace whose table the log means",
			      .risk = ""}}};
}

std::optional<Finding> other_writer(const Case& host)
{
	const auto& foreign = host.seen.foreign_settings;
	if (foreign.empty())
		return std::nullopt;
	Finding finding{.cause = Cause::kOtherWriter,
			.weight = kWriterWeight,
			.verdict = fmt::format(
				"{} setting{} of conntrack {} not what was asked for: somebody else writes too",
				foreign.size(), foreign.size() == 1 ? "" : "s", foreign.size() == 1 ? "is" : "are"),
			.evidence = {},
			.remedies = {{.command = "ctgate tune drift",
				      .effect = "says what differs, and who writes it if that can be known",
				      .risk = ""}}};
	for (const ForeignSetting& setting : foreign)
		finding.evidence.push_back({fmt::format("{} is {}, wanted {}{}", setting.name, setting.now,
							setting.wanted, setting.by.empty() ? "" : "; " + setting.by),
					    fmt::format("sysctl net.netfilter.nf_conntrack_{}", setting.name)});
	return finding;
}

std::optional<Finding> other_namespace(const Case& host)
{
	std::vector<Neighbour> troubled;
	for (const Neighbour& neighbour : host.seen.neighbours)
		if (in_trouble(neighbour, host.seen.max()))
			troubled.push_back(neighbour);
	if (troubled.empty())
		return std::nullopt;
	std::ranges::sort(troubled, std::ranges::greater{}, &Neighbour::entries);
	const Neighbour& worst = troubled.front();
	Finding finding{.cause = Cause::kOtherNamespace,
			.weight = kNeighbourWeight,
			.verdict = fmt::format(
				"{} (netns {}) holds {} entries; the limit of {} is one number for the host, and each "
				"namespace counts by itself",
				worst.place.name, worst.place.inode, worst.entries, host.seen.max()),
			.evidence = {},
			.remedies = {{.command = "ctgate doctor --all-netns",
				      .effect = "diagnoses each namespace, the worst first",
				      .risk = ""}}};
	for (const Neighbour& neighbour : troubled)
		finding.evidence.push_back(
			{fmt::format(
				 "{}: {} entries{}", neighbour.place.name, neighbour.entries,
				 neighbour.log.table_full == 0
					 ? ""
					 : fmt::format(
						   ", {} lines \"table full\" in the kernel's log, the last {} s ago",
						   neighbour.log.table_full, neighbour.log.seconds_ago)),
			 "lsns -t net"});
	return finding;
}

} // namespace ctgate::doctor::rules
