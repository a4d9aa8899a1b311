// SPDX-License-Identifier: MIT
#include "userspace/sysctl/record.hpp"

#include "loader/interface.hpp"
#include "userspace/sysctl/host.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ctgate::sysctl
{
namespace
{

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "ctgate/tune-record/1";

Json json_of(const std::optional<Kept>& kept)
{
	return kept ? Json{{"mode", kept->mode}, {"text", kept->text}} : Json(nullptr);
}

std::optional<Kept> kept_from(const Json& json)
{
	if (json.is_null())
		return std::nullopt;
	return Kept{json.at("text").get<std::string>(), json.at("mode").get<mode_t>()};
}

Record record_from(const Json& json)
{
	if (json.at("schema") != kSchema)
		throw std::runtime_error{"written by another version of ctgate"};
	Record record{.at = std::chrono::sys_seconds{std::chrono::seconds{json.at("at").get<std::int64_t>()}},
		      .boot = json.at("boot"),
		      .command = json.at("command"),
		      .lines = {},
		      .files = {}};
	for (const Json& line : json.at("values"))
		record.lines.push_back({.setting = line.at("setting"),
					.before = line.at("before"),
					.applied = line.at("applied"),
					.why = line.at("why")});
	for (const Json& file : json.at("files"))
		record.files.push_back({.path = file.at("path").get<std::string>(),
					.before = kept_from(file.at("before")),
					.applied = kept_from(file.at("applied")).value()});
	return record;
}

} // namespace

Result<std::optional<Record>> Record::read(const Paths& paths)
{
	const auto path = record_path(paths);
	const auto kept = keep(path);
	if (!kept)
		return error_of(kept);
	if (!*kept)
		return std::nullopt;
	try {
		Record record = record_from(Json::parse((*kept)->text));
		if (!boots_here(paths) && record.boot != boot_id(paths))
			return std::nullopt;
		return record;
	} catch (const std::exception& error) {
		return fail(EBADMSG,
			    "{} cannot be understood ({}); what was before stands in it: put that back by hand, "
			    "and delete it",
			    path.native(), error.what());
	}
}

const Record::Line* Record::find(std::string_view setting) const
{
	const auto found = std::ranges::find(lines, setting, &Line::setting);
	return found == lines.end() ? nullptr : &*found;
}

Result<Kept> Record::to_file() const
{
	Json json{{"schema", kSchema},
		  {"at", at.time_since_epoch().count()},
		  {"boot", boot},
		  {"command", command},
		  {"values", Json::array()},
		  {"files", Json::array()}};
	for (const Line& line : lines)
		json["values"].push_back({{"setting", line.setting},
					  {"before", line.before},
					  {"applied", line.applied},
					  {"why", line.why}});
	for (const File& file : files)
		json["files"].push_back({{"path", file.path.native()},
					 {"before", json_of(file.before)},
					 {"applied", json_of(file.applied)}});
	try {
		return Kept{.text = json.dump(2) + '\n', .mode = 0644};
	} catch (const Json::exception&) {
		return fail(EILSEQ, "{} is no text; move it away, ctgate would replace it",
			    files.front().path.native());
	}
}

std::filesystem::path record_path(const Paths& paths)
{
	const std::string suffix = boots_here(paths) ? "" : namespace_suffix().value_or(":unknown");
	return paths.state_directory() / ("tune" + suffix + ".json");
}

std::string boot_id(const Paths& paths)
{
	const auto text = read_text(paths.proc / "sys/kernel/random/boot_id");
	return text ? text->substr(0, text->find('\n')) : "";
}

} // namespace ctgate::sysctl
