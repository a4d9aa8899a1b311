// SPDX-License-Identifier: MIT
#include "userspace/report/json.hpp"

#include "loader/reasons.hpp"
#include "userspace/report/saved.hpp"

#include <nlohmann/json.hpp>

namespace ctgate::report
{
namespace
{

using Json = nlohmann::ordered_json;

std::int64_t unix_time(std::chrono::system_clock::time_point time)
{
	return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Json json_of(const Count& count)
{
	return {{"packets", count.packets}, {"bytes", count.bytes}};
}

Json json_of(const Saved& kept_out)
{
	return {{"at_most", kept_out.entries}, {"slot_seconds", kept_out.slot_seconds}};
}

Json json_of(const Bucket& bucket)
{
	return {{"packets", bucket.rate.packets}, {"period_seconds", bucket.rate.period_s}, {"burst", bucket.burst}};
}

Json json_of(const std::vector<PrefixLength>& lengths)
{
	Json json = Json::array();
	for (const auto& [bits, times] : lengths)
		json.push_back({{"bits", bits}, {"times", times}});
	return json;
}

Json json_of(const Limit& limit)
{
	return {{"protocol", to_string(limit.protocol)},
		{"side", limit.side == CTG_SOURCE ? "source" : "destination"},
		{"ports", limit.ports},
		{"new_only", limit.counting == Counting::kNewOnly},
		{"total", json_of(limit.bucket[CTG_TOTAL])},
		{"source", json_of(limit.bucket[CTG_EACH_SOURCE])},
		{"destination", json_of(limit.bucket[CTG_EACH_DESTINATION])},
		{"prefixes4", json_of(limit.prefixes[CTG_IPV4])},
		{"prefixes6", json_of(limit.prefixes[CTG_IPV6])}};
}

Json json_of(const Config& config)
{
	Json actions = Json::object();
	for (const Reason& reason : config.reasons())
		actions[reason.name] = to_string(config.action(reason.id));
	Json limits = Json::object();
	for (const Limit& limit : config.limits())
		limits[limit.name] = json_of(limit);
	return {{"armed", config.arming() == Arming::kArmed},
		{"allow_excuses", config.allow_excuses() == AllowExcuses::kLimits ? "limits" : "malformed"},
		{"reasons", actions},
		{"limits", limits}};
}

std::string_view word_for(Whereabouts whereabouts)
{
	switch (whereabouts) {
	case Whereabouts::kHere:
		return "here";
	case Whereabouts::kElsewhere:
		return "elsewhere";
	case Whereabouts::kOff:
		return "off";
	default:
		return "deleted";
	}
}

/// The members that every report of an interface begins with.
Json head_of(const Status& status)
{
	Json head{{"interface", status.interface},
		  {"attached_at", unix_time(status.attached_at)},
		  {"alive", status.running.has_value()},
		  {"place", word_for(status.whereabouts)},
		  {"attachment", to_string(status.sharing)}};
	if (status.running) {
		head["interface_now"] = status.interface_now;
		head["mode"] = to_string(status.running->mode);
		head["program_id"] = status.running->program_id;
	}
	return head;
}

Json json_of(const Drops& drops)
{
	const Counters& now = drops.status.counters;
	const auto moving = [&](const Count& count, const Count& before) {
		Json json = json_of(count);
		json["packets_per_second"] = drops.per_second(count, before);
		return json;
	};
	Json json = head_of(drops.status);
	json["interval_seconds"] = drops.seconds();
	json["passed"] = moving(now.passed, drops.earlier.passed);
	json["reasons"] = Json::object();
	for (const Reason& reason : drops.status.config.reasons())
		json["reasons"][reason.name] = {
			{"dropped", moving(now.dropped[reason.id], drops.earlier.dropped[reason.id])},
			{"monitored", moving(now.monitored[reason.id], drops.earlier.monitored[reason.id])}};
	if (drops.timeouts && drops.status.asks_conntrack)
		for (const Reason& reason : drops.status.config.reasons())
			json["reasons"][reason.name]["entries_kept_out"] =
				json_of(saved(now.entries_dropped[reason.id], *drops.timeouts));
	return json;
}

/// The families of which a set has prefixes.
Json families_json(std::uint8_t families)
{
	Json json = Json::array();
	if (families & 1 << CTG_IPV4)
		json.push_back("ipv4");
	if (families & 1 << CTG_IPV6)
		json.push_back("ipv6");
	return json;
}

/// The filter's priority among those who share the interface, and the others.
void add_sharing(Json& json, const Status::Running& running)
{
	json["shared_with"] = Json::array();
	for (const auto& member : running.sharing) {
		if (member.program_id == running.program_id)
			json["priority"] = member.priority;
		else
			json["shared_with"].push_back({{"name", member.name},
						       {"priority", member.priority},
						       {"program_id", member.program_id}});
	}
}

Json json_of(const Status& status)
{
	Json json = head_of(status);
	if (status.running && status.sharing == Sharing::kShared)
		add_sharing(json, *status.running);
	json["passed"] = json_of(status.counters.passed);
	json["dropped"] = json_of(status.counters.dropped_in_all());
	json["monitored"] = json_of(status.counters.monitored_in_all());
	json["asks_conntrack"] = status.asks_conntrack;
	json["foreign_zone"] = status.foreign_zone ? Json(*status.foreign_zone) : Json(nullptr);
	json["sets"] = {{"allow", families_json(status.allow)},
			{"deny", families_json(status.deny)},
			{"in_force", status.follows_sets}};
	if (status.running)
		json["config"] = json_of(status.config);
	return json;
}

template <class Report>
Json document(std::string_view schema, std::span<const Report> interfaces)
{
	Json json{{"schema", schema}, {"interfaces", Json::array()}};
	for (const auto& interface : interfaces)
		json["interfaces"].push_back(json_of(interface));
	return json;
}

} // namespace

std::string status_json(std::span<const Status> interfaces, const std::string& degraded)
{
	Json json = document("ctgate/status/1", interfaces);
	json["degraded"] = degraded.empty() ? Json(nullptr) : Json(degraded);
	return json.dump(2) + '\n';
}

std::string drops_json(std::span<const Drops> interfaces)
{
	return document("ctgate/drops/1", interfaces).dump(2) + '\n';
}

} // namespace ctgate::report
