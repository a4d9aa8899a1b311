// SPDX-License-Identifier: MIT
#include "userspace/doctor/case.hpp"
#include "userspace/doctor/diagnosis.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ctgate::doctor
{
namespace
{

using conntrack::Counters;
using Json = nlohmann::ordered_json;

Json json_of(const Place& place)
{
	return {{"inode", place.inode}, {"name", place.name}, {"initial", place.initial}};
}

Json json_of(const Evidence& evidence)
{
	return {{"fact", evidence.fact}, {"check", evidence.check}};
}

Json json_of(const Remedy& remedy)
{
	return {{"command", remedy.command}, {"effect", remedy.effect}, {"risk", remedy.risk}, {"frees", remedy.frees}};
}

Json json_of(const Finding& finding);

template <class Part>
Json list_of(const std::vector<Part>& parts)
{
	Json list = Json::array();
	for (const auto& part : parts)
		list.push_back(json_of(part));
	return list;
}

Json json_of(const Finding& finding)
{
	return {{"cause", name_of(finding.cause)},
		{"title", title_of(finding.cause)},
		{"weight", finding.weight},
		{"found", finding.verdict},
		{"frees", finding.frees()},
		{"evidence", list_of(finding.evidence)},
		{"remedies", list_of(finding.remedies)}};
}

Json json_of(const Group& group)
{
	return {{"entries", group.entries},          {"replied", group.replied}, {"assured", group.assured},
		{"from_here", group.from_here},      {"to_here", group.to_here}, {"sources", group.sources},
		{"destinations", group.destinations}};
}

Json kinds_of(const Figures& figures)
{
	Json kinds = Json::object();
	for (std::size_t kind = 0; kind < conntrack::kKinds; ++kind)
		kinds[to_string(static_cast<conntrack::Kind>(kind))] = json_of(figures.groups[kind]);
	return kinds;
}

Json table_of(const Case& host)
{
	const Observation& seen = host.seen;
	const auto left = host.seconds_to_full();
	return {{"entries", seen.entries()},
		{"max", seen.max()},
		{"buckets", seen.setting("nf_conntrack_buckets")},
		{"counted", seen.figures.entries},
		{"pass_seconds", seen.figures.seconds},
		{"slab_objects", seen.slab_objects ? Json(*seen.slab_objects) : Json(nullptr)},
		{"growth_per_second", seen.growth()},
		{"seconds_to_full", left ? Json(*left) : Json(nullptr)},
		{"refused_per_second", host.refused()},
		{"evicted_per_second", host.evicted()},
		{"insert_failed_per_second", seen.per_second(&Counters::insert_failed)},
		{"invalid_per_second", seen.per_second(&Counters::invalid)},
		{"log_lines", seen.log.table_full},
		{"kinds", kinds_of(seen.figures)}};
}

Json json_of(const Diagnosis& diagnosis)
{
	const Observation& seen = diagnosis.seen;
	return {{"host", seen.host},
		{"kernel", seen.kernel},
		{"taken_at", seen.taken_at},
		{"interval_seconds", seen.seconds},
		{"namespace", json_of(seen.place)},
		{"healthy", diagnosis.healthy()},
		{"table", table_of(Case{seen})},
		{"findings", list_of(diagnosis.findings)},
		{"unseen", seen.unseen}};
}

} // namespace

std::string json_of(std::span<const Diagnosis> diagnoses)
{
	Json json{{"schema", "ctgate/doctor/1"},
		  {"healthy", std::ranges::all_of(diagnoses, &Diagnosis::healthy)},
		  {"namespaces", Json::array()}};
	for (const Diagnosis& diagnosis : diagnoses)
		json["namespaces"].push_back(json_of(diagnosis));
	// Names of processes and namespaces may be any bytes.
	return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace ctgate::doctor
