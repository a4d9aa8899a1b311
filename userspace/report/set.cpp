// SPDX-License-Identifier: MIT
#include "userspace/report/set.hpp"

#include "userspace/config/duration.hpp"
#include "userspace/config/prefix_file.hpp"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ctgate::report
{

std::string prefixes(std::size_t count)
{
	return fmt::format("{} {}", count, count == 1 ? "prefix" : "prefixes");
}

std::string set_text(ctg_set set, std::span<const SetEntry> entries)
{
	const auto over = std::ranges::count_if(entries, &SetEntry::is_over);
	std::string text = fmt::format("# {}: {}; `ctgate {} load FILE` puts back what stands here", to_string(set),
				       prefixes(entries.size() - static_cast<std::size_t>(over)), to_string(set));
	if (over > 0)
		text += fmt::format("; the time of {} more is over, `ctgate {} del --over` frees them", over,
				    to_string(set));
	text += '\n';
	for (const SetEntry& entry : entries)
		if (!entry.is_over())
			text += to_line(entry) + '\n';
	return text;
}

std::string set_json(ctg_set set, std::span<const SetEntry> entries)
{
	using Json = nlohmann::ordered_json;
	Json list = Json::array();
	for (const SetEntry& entry : entries) {
		Json one{{"prefix", to_string(entry.prefix)}, {"added_at", entry.added_at.time_since_epoch().count()}};
		if (entry.until)
			one["until"] = entry.until->time_since_epoch().count();
		one["over"] = entry.is_over();
		if (!entry.why.empty())
			one["why"] = entry.why;
		list.push_back(std::move(one));
	}
	const Json document{{"schema", "ctgate/set/1"}, {"set", to_string(set)}, {"prefixes", std::move(list)}};
	return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string describe(const SetEntry& entry)
{
	std::string text = to_string(entry.prefix);
	if (entry.until) {
		const auto left =
			std::chrono::round<std::chrono::seconds>(*entry.until - std::chrono::system_clock::now());
		text += fmt::format(" until {:%F %T} ({} left)",
				    fmt::localtime(std::chrono::system_clock::to_time_t(*entry.until)),
				    to_string(left));
	}
	return entry.why.empty() ? text : fmt::format("{} # {}", text, entry.why);
}

} // namespace ctgate::report
