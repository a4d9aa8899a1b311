// SPDX-License-Identifier: MIT
// One program, or one helper of the kernel's, that takes more than its part.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

namespace ctgate::doctor::rules
{
namespace
{

using conntrack::Kind;

constexpr double kOnePair = 0.25;
constexpr double kExpectationsFull = 0.8;
constexpr double kExpectationsWeight = 0.7;

/// Kinds that say nothing by themselves; the others have rules of their own.
constexpr Kind kOrdinary[] = {Kind::kActive, Kind::kClosing, Kind::kUdpReplied, Kind::kUdpUnreplied};

const Named* heaviest_pair(const Case& host)
{
	const Named* heaviest = nullptr;
	for (const Kind kind : kOrdinary)
		if (const auto& pairs = host.of(kind).top_pairs; !pairs.empty())
			if (!heaviest || pairs.front().entries > heaviest->entries)
				heaviest = &pairs.front();
	return heaviest;
}

std::vector<Remedy> remedies_for(const std::string& source, const Case& host)
{
	std::vector<Remedy> remedies;
	if (host.of(Kind::kActive).from_here * 2 < host.of(Kind::kActive).entries)
		remedies.push_back({.command = fmt::format("ctgate deny add {} --for 1h", source),
				    .effect = "keeps the client out at the NIC until its program is mended",
				    .risk = "denies it everything, good requests too"});
	remedies.push_back(
		{.command = fmt::format("ctgate relieve closing --source {}", source),
		 .effect = "frees what it has closed; what is open its program must close: mend or restart it",
		 .risk = ""});
	return remedies;
}

} // namespace

std::optional<Finding> application(const Case& host)
{
	const Named* pair = heaviest_pair(host);
	if (!pair || !host.pressed() || !host.weighs(pair->entries, kOnePair))
		return std::nullopt;
	const auto [source, service] = Pair{*pair};
	Finding finding{.cause = Cause::kApplication,
			.weight = host.share(pair->entries),
			.verdict = fmt::format(
				"{} entries ({}) are of one client with one service, {}: a bug is concentrated, load "
				"is spread",
				pair->entries, percent(host.share(pair->entries)), pair->name),
			.evidence = {{fmt::format("all sources: {}, heaviest {}", host.seen.figures.all.sources,
						  leader(host.seen.figures.all.top_sources, host.seen.figures.entries)),
				      fmt::format("conntrack -L -s {} | wc -l", source)}},
			.remedies = remedies_for(source, host)};
	if (const Owner* owner = host.owner_of(service))
		finding.evidence.push_back(
			{fmt::format("on this host {} holds {} such sockets", owner->process, owner->sockets),
			 fmt::format("ss -tnp dst {}", service.substr(service.find(' ') + 1))});
	return finding;
}

std::optional<Finding> expectations(const Case& host)
{
	const auto max = host.seen.setting("nf_conntrack_expect_max");
	const std::uint64_t expected = host.seen.after.expectations;
	if (max <= 0 || static_cast<double>(expected) < kExpectationsFull * static_cast<double>(max))
		return std::nullopt;
	Finding finding{
		.cause = Cause::kExpectations,
		.weight = kExpectationsWeight,
		.verdict = fmt::format(
			"{} of {} expectations are taken: a helper (FTP, SIP ...) announces connections that do "
			"not come, and new ones find no room",
			expected, max),
		.evidence = {{"expectations", "conntrack -L expect | wc -l"}},
		.remedies = {{.command = fmt::format("ctgate tune apply expect_max={}", 4 * max),
			      .effect = "room for more",
			      .risk = "each is 232 bytes and costs a look-up for each new connection"}}};
	for (const auto& [helper, entries] : host.seen.figures.helpers)
		finding.evidence.push_back({fmt::format("helper {}: {} connections", helper, entries),
					    fmt::format("conntrack -L | grep -c helper={}", helper)});
	return finding;
}

} // namespace ctgate::doctor::rules
