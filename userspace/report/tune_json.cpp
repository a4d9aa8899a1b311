// SPDX-License-Identifier: MIT
#include "userspace/report/tune.hpp"

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

} // namespace ctgate::report
