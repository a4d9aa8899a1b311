// SPDX-License-Identifier: MIT
#include "userspace/report/tune.hpp"

#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/memory.hpp"

#include <nlohmann/json.hpp>

namespace ctgate::report
{
namespace
{

using Json = nlohmann::ordered_json;

const char* to_string(sysctl::Origin origin)
{
	switch (origin) {
	case sysctl::Origin::kAsked:
		return "asked";
	case sysctl::Origin::kCoupled:
		return "coupled";
	case sysctl::Origin::kProfile:
		return "profile";
	}
	return "";
}

Json json_of(const sysctl::Change& change)
{
	return {{"setting", change.setting->key()},   {"now", change.now}, {"proposed", change.proposed},
		{"origin", to_string(change.origin)}, {"why", change.why}, {"risk", change.setting->risk},
		{"warnings", change.warnings}};
}

const char* to_string(sysctl::Drift::Content content)
{
	switch (content) {
	case sysctl::Drift::Content::kAsApplied:
		return "as_applied";
	case sysctl::Drift::Content::kChanged:
		return "changed";
	case sysctl::Drift::Content::kGone:
		return "gone";
	}
	return "";
}

std::string key_of(const std::string& setting)
{
	return sysctl::setting(setting).key();
}

} // namespace

std::string plan_json(const sysctl::Plan& plan)
{
	Json json{{"schema", "ctgate/tune-plan/1"}, {"profile", nullptr}, {"changes", Json::array()}};
	if (plan.profile)
		json["profile"] = {{"name", sysctl::to_string(plan.profile->name)}, {"why", plan.profile->why}};
	for (const auto& change : plan.changes)
		json["changes"].push_back(json_of(change));
	const auto bytes = [](std::int64_t before, std::int64_t after, std::int64_t each) {
		return Json{{"before", before * each}, {"after", after * each}};
	};
	json["bytes"] = {{"full_table", bytes(plan.max_before, plan.max_after, sysctl::kEntryBytes)},
			 {"buckets", bytes(plan.buckets_before, plan.buckets_after, sysctl::kBucketBytes)}};
	json["relief"] = plan.relief;
	json["notes"] = plan.notes;
	return json.dump(2) + '\n';
}

std::string drift_json(const sysctl::Drift& drift)
{
	Json json{{"schema", "ctgate/tune-drift/1"}, {"applied_at", drift.record.at.time_since_epoch().count()},
		  {"command", drift.record.command}, {"same_boot", drift.same_boot},
		  {"drifted", drift.count() > 0},    {"values", Json::array()},
		  {"files", Json::array()},          {"rivals", Json::array()},
		  {"writers", Json::array()}};
	for (const auto& value : drift.values)
		json["values"].push_back({{"setting", key_of(value.setting)},
					  {"applied", value.applied},
					  {"now", value.now ? Json(*value.now) : Json(nullptr)}});
	for (const auto& [path, content] : drift.files)
		json["files"].push_back({{"path", path.native()}, {"content", to_string(content)}});
	for (const auto& [assignment, wins] : drift.rivals)
		json["rivals"].push_back({{"file", assignment.file.native()},
					  {"setting", key_of(assignment.setting)},
					  {"value", assignment.value},
					  {"wins", wins}});
	for (const auto& writer : drift.writers)
		json["writers"].push_back({{"name", writer.name}, {"says", writer.says}});
	return json.dump(2) + '\n';
}

} // namespace ctgate::report
