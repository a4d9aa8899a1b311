// SPDX-License-Identifier: MIT
#include "tests/userspace/doctor/observations.hpp"

#include "userspace/doctor/diagnose.hpp"

#include <fmt/format.h>

#include <initializer_list>

namespace ctgate::doctor
{
namespace
{

using conntrack::Counters;
using conntrack::Kind;

constexpr std::uint64_t kNearlyFull = kMax * 9 / 10;
/// Of two CPUs, each a little before its end.
constexpr std::uint64_t kBeforeWrap = 2 * 0xfffffffeULL;

std::uint64_t in_interval(std::uint64_t a_second)
{
	return static_cast<std::uint64_t>(kInterval) * a_second;
}

void count(const Counters& a_second, Moment& before, Moment& after)
{
	for (const auto counter :
	     {&Counters::found, &Counters::invalid, &Counters::insert_failed, &Counters::drop, &Counters::early_drop,
	      &Counters::error, &Counters::search_restart, &Counters::clash_resolve, &Counters::chain_too_long}) {
		before.counters.*counter = kBeforeWrap;
		const auto grown = static_cast<std::uint32_t>(kBeforeWrap + in_interval(a_second.*counter));
		after.counters.*counter = grown;
	}
}

void put(const Part& part, Figures& figures)
{
	Group group;
	group.entries = part.entries;
	group.replied = part.replied;
	group.assured = part.assured;
	group.from_here = part.from_here;
	group.to_here = part.to_here;
	group.sources = part.sources;
	group.destinations = part.destinations;
	group.top_sources = part.top_sources;
	group.top_services = part.top_services;
	group.top_pairs = part.top_pairs;
	figures.groups[static_cast<std::size_t>(part.kind)] = group;
	figures.entries += part.entries;
	figures.all.entries += part.entries;
	figures.all.replied += part.replied;
	figures.all.assured += part.assured;
}

void describe_host(Observation& seen)
{
	seen.taken_at = 1'800'000'000;
	seen.host = "web1";
	seen.kernel = "6.18.0";
	seen.place = {.inode = 4026531840, .name = "the initial network namespace", .initial = true};
	seen.settings = {{"nf_conntrack_buckets", kMax},
			 {"nf_conntrack_expect_max", 4096},
			 {"nf_conntrack_tcp_timeout_established", 432000},
			 {"nf_conntrack_tcp_timeout_time_wait", 120},
			 {"nf_conntrack_udp_timeout", 30}};
	seen.uplink = "eth0";
}

} // namespace

Observation observation(const Scene& scene)
{
	Observation seen;
	describe_host(seen);
	for (const Part& part : scene.parts)
		put(part, seen.figures);
	if (const auto there = seen.figures.entries; there < scene.entries)
		put({.kind = Kind::kIcmp, .entries = scene.entries - there, .replied = scene.entries - there},
		    seen.figures);
	seen.seconds = seen.seconds_after_pass = kInterval;
	seen.entries_after_pass = seen.figures.entries + scene.held;
	seen.after.fill = {.entries = seen.entries_after_pass +
				      static_cast<std::uint64_t>(scene.growth * static_cast<std::int64_t>(kInterval)),
			   .max = scene.max};
	seen.before.fill = {.entries = seen.entries_after_pass, .max = scene.max};
	seen.entries_everywhere = seen.slab_objects.emplace(seen.after.fill.entries);
	seen.slab_object_size = 256;
	count(scene.a_second, seen.before, seen.after);
	seen.after.received = in_interval(scene.received_a_second);
	if (scene.tapped)
		seen.tapped = Tapped{.tcp = in_interval(scene.tapped->tcp),
				     .malformed = in_interval(scene.tapped->malformed)};
	return seen;
}

Observation table_with(const Part& part)
{
	return observation({.parts = {part}});
}

Observation nearly_full_with(const Part& part)
{
	return observation({.parts = {part}, .entries = kNearlyFull});
}

std::optional<Finding> ask(rules::Rule rule, const Observation& seen)
{
	return rule(Case{seen});
}

bool fires(rules::Rule rule, const Observation& seen)
{
	return ask(rule, seen).has_value();
}

std::string causes_of(const Observation& seen)
{
	std::string causes;
	for (const Finding& finding : diagnose(seen))
		causes += (causes.empty() ? "" : " ") + std::string{name_of(finding.cause)};
	return causes;
}

std::string all_of(const Finding& finding)
{
	std::string all = finding.verdict + '\n';
	for (const Evidence& evidence : finding.evidence)
		all += fmt::format("because {}\ncheck {}\n", evidence.fact, evidence.check);
	for (const Remedy& remedy : finding.remedies)
		all += fmt::format("do {}\neffect {}\nrisk {}\n", remedy.command, remedy.effect, remedy.risk);
	return all;
}

} // namespace ctgate::doctor
