// SPDX-License-Identifier: MIT
#include "userspace/doctor/saved.hpp"

#include <nlohmann/json.hpp>

#include <optional>

// What is written is what is read: each line below names the members of one structure.
namespace nlohmann
{

template <class Value>
struct adl_serializer<std::optional<Value>> {
	static void to_json(json& json, const std::optional<Value>& value)
	{
		json = value ? nlohmann::json(*value) : nlohmann::json(nullptr);
	}
	static void from_json(const json& json, std::optional<Value>& value)
	{
		value = json.is_null() ? std::nullopt : std::optional{json.get<Value>()};
	}
};

} // namespace nlohmann

namespace ctgate::conntrack
{

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Fill, entries, max)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Counters, found, invalid, insert_failed, drop, early_drop, error, search_restart,
				   clash_resolve, chain_too_long)

} // namespace ctgate::conntrack

namespace ctgate::doctor
{

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Named, name, entries)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Group, entries, replied, assured, from_here, to_here, sources, destinations,
				   top_sources, top_services, top_pairs)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Figures, entries, groups, all, idle, outlived, picked_up_assured, expiring,
				   translated, helpers, zoned, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Place, inode, name, initial)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Moment, fill, counters, expectations, received, syncookies, listen_overflows,
				   gate_malformed, gate_dropped)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Tapped, tcp, malformed)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LogLines, table_full, seconds_ago)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Queue, number, process, waiting)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Owner, service, process, sockets)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Neighbour, place, entries, log)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ForeignSetting, name, wanted, now, by)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Observation, taken_at, host, kernel, place, seconds, before, after,
				   entries_after_pass, seconds_after_pass, figures, settings, tracks, tapped,
				   slab_objects, slab_object_size, entries_everywhere, memory_bytes, tcp_sockets, log,
				   queues, owners, neighbours, foreign_settings, uplink, gates, unseen)

namespace
{

constexpr const char* kSchema = "ctgate/observation/1";

} // namespace

std::string saved(const std::vector<Observation>& observations)
{
	const nlohmann::json document{{"schema", kSchema}, {"observations", observations}};
	return document.dump(1) + '\n';
}

Result<std::vector<Observation>> restored(std::string_view text)
{
	try {
		const auto document = nlohmann::json::parse(text);
		if (document.value("schema", "") != kSchema)
			return fail(EINVAL, "not an observation that ctgate doctor --save has written ({})", kSchema);
		return document.at("observations").get<std::vector<Observation>>();
	} catch (const nlohmann::json::exception& broken) {
		return fail(EINVAL, "not an observation that ctgate doctor --save has written: {}", broken.what());
	}
}

} // namespace ctgate::doctor
