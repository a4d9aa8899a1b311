// SPDX-License-Identifier: MIT
#include "userspace/doctor/saved.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <functional>
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
				   translated, helpers, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Place, inode, name, initial)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Moment, fill, counters, expectations, received, syncookies, gate_dropped)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Tapped, tcp, malformed)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LogLines, table_full, seconds_ago)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Queue, number, process, waiting)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Owner, service, process, sockets)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Neighbour, place, entries, log)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ForeignSetting, name, wanted, now, by)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Observation, taken_at, host, kernel, place, seconds, before, after,
				   entries_after_pass, seconds_after_pass, figures, settings, tracks, tapped,
				   slab_objects, slab_object_size, entries_everywhere, tcp_sockets, log, queues, owners,
				   neighbours, foreign_settings, uplink, gates, unseen)

namespace
{

using Json = nlohmann::json;

constexpr const char* kSchema = "ctgate/observation/1";
constexpr const char* kNotOurs = "not an observation that ctgate doctor --save has written";
/// Whole numbers are exact in JSON up to here (RFC 8259, section 6), and no kernel counts as far.
constexpr double kMost = 9007199254740992;

/// Only a sysctl may be negative.
bool absurd(const Json& number, std::string_view name)
{
	const double least = name.starts_with("nf_conntrack_") ? -kMost : 0;
	const auto value = number.get<double>();
	return value < least || value > kMost;
}

/// A terminal obeys control characters, and no name that was written down has any.
bool printable(const std::string& text)
{
	return std::ranges::none_of(text, [](unsigned char c) { return std::iscntrl(c) != 0; });
}

/// Looks at each part of a document while it is read, and remembers the one that cannot be.
class Screening
{
public:
	bool operator()(int, Json::parse_event_t event, const Json& part)
	{
		if (event == Json::parse_event_t::key)
			name_ = part.get<std::string>();
		if (!wrong_.empty())
			return true;
		if ((part.is_string() && !printable(part.get_ref<const std::string&>())) ||
		    (event == Json::parse_event_t::value && part.is_number() && absurd(part, name_)))
			wrong_ = fmt::format("{} cannot be {}", Json(name_).dump(), part.dump());
		return true;
	}

	const std::string& wrong() const { return wrong_; }

private:
	std::string name_, wrong_;
};

/// "key 'host' not found" of "[json.exception.out_of_range.403] key 'host' not found".
std::string_view sentence_of(const Json::exception& broken)
{
	const std::string_view what = broken.what();
	return what.substr(what.find(' ') + 1);
}

} // namespace

std::string saved(const std::vector<Observation>& observations)
{
	const Json document{{"schema", kSchema}, {"observations", observations}};
	// Names of processes and namespaces may be any bytes.
	return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<std::vector<Observation>> restored(std::string_view text)
{
	try {
		Screening screening;
		const auto document = Json::parse(text, std::ref(screening));
		if (!document.is_object() || document.value("schema", "") != kSchema)
			return fail(EINVAL, "{} ({})", kNotOurs, kSchema);
		if (!screening.wrong().empty())
			return fail(EINVAL, "{}: {}", kNotOurs, screening.wrong());
		return document.at("observations").get<std::vector<Observation>>();
	} catch (const Json::exception& broken) {
		return fail(EINVAL, "{}: {}", kNotOurs, sentence_of(broken));
	}
}

} // namespace ctgate::doctor
