// SPDX-License-Identifier: MIT
#include "userspace/report/relief.hpp"

#include <nlohmann/json.hpp>

namespace ctgate::report
{
namespace
{

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "ctgate/relieve/1";

Json named(const std::vector<doctor::Named>& names)
{
	Json list = Json::array();
	for (const auto& [name, entries] : names)
		list.push_back({{"name", name}, {"entries", entries}});
	return list;
}

Json wish_json(const relief::Wish& wish)
{
	Json json{{"kind", facts_of(wish.target).name}};
	if (wish.target == relief::Target::kIdle)
		json["older_seconds"] = wish.older.count();
	json["source"] = wish.source ? Json(to_string(*wish.source)) : Json();
	json["destination"] = wish.destination ? Json(to_string(*wish.destination)) : Json();
	json["port"] = wish.port ? Json(*wish.port) : Json();
	return json;
}

Json table_json(const conntrack::Fill& fill)
{
	return {{"entries", fill.entries}, {"max", fill.max}};
}

Json found_json(const Relief& relief)
{
	const auto& preview = relief.preview;
	const doctor::Group& all = preview.chosen.all;
	Json kinds = Json::object();
	for (std::size_t kind = 0; kind < conntrack::kKinds; ++kind)
		if (const auto entries = preview.chosen.groups[kind].entries)
			kinds[to_string(static_cast<conntrack::Kind>(kind))] = entries;
	return {{"entries", all.entries},
		{"kinds", kinds},
		{"unreplied", all.entries - all.replied},
		{"assured", all.assured},
		{"translated", preview.translated},
		{"sources", named(all.top_sources)},
		{"services", named(all.top_services)}};
}

Json freed_json(const relief::Freed& freed)
{
	return {{"entries", freed.entries},
		{"gone", freed.gone},
		{"way", freed.way == relief::Way::kByKernel ? "kernel" : "entries"},
		{"seconds", freed.time.count()},
		{"table", table_json(freed.fill)}};
}

} // namespace

std::string relief_json(const Relief& relief)
{
	const auto& preview = relief.preview;
	const Json json{
		{"schema", kSchema},
		{"asked", wish_json(relief.wish)},
		{"table", table_json(preview.fill)},
		{"found", found_json(relief)},
		{"kept", {{"own", preview.kept_own}, {"ssh", preview.kept_ssh}}},
		{"notices", facts_of(relief.wish.target).notices},
		{"check", relief.check},
		{"freed", relief.freed ? freed_json(*relief.freed) : Json()},
	};
	return json.dump(2) + "\n";
}

} // namespace ctgate::report
