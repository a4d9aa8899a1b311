// SPDX-License-Identifier: MIT
#include "userspace/config/file/values.hpp"

#include "userspace/config/limit_words.hpp"
#include "userspace/config/prefix_file.hpp"

#include <algorithm>

namespace ctgate::file
{
namespace
{

std::string toml_text(const LimitWord& word, const Limit& limit)
{
	std::string text = word.text_of(limit);
	if (word.name.ends_with("burst"))
		return text;
	if (word.name != "ports")
		return in_quotes(text);
	for (std::size_t comma = 0; (comma = text.find(',', comma)) != text.npos; comma += 2)
		text.replace(comma, 1, ", ");
	return fmt::format("[{}]", text);
}

void add_limit(std::vector<Value>& values, const Config& config, const Limit& limit)
{
	for (const LimitWord& word : limit_words()) {
		const bool idle = word.bucket && config.action(config.reason(limit.name, *word.bucket)) == CTG_OFF;
		values.push_back({fmt::format("limits.{}.{}", limit.name, word.name), toml_text(word, limit), idle});
	}
}

/// Reasons of limits that were deleted keep their names for the sake of their counters.
bool is_of_deleted(const Config& config, const Reason& reason)
{
	if (reason.topic != Topic::kLimit)
		return false;
	const auto limits = config.limits();
	return std::ranges::none_of(limits, [&](const Limit& limit) {
		return reason.id >= config.reason(limit.name, CTG_EACH_SOURCE) &&
		       reason.id <= config.reason(limit.name, CTG_TOTAL);
	});
}

} // namespace

std::string in_quotes(std::string_view text)
{
	std::string quoted{'"'};
	for (const char c : text)
		quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
	return quoted + '"';
}

std::vector<Value> values_of(const Settings& settings)
{
	const Config& config = settings.config;
	std::vector<Value> values{
		{"armed", config.arming() == Arming::kArmed ? "true" : "false"},
		{"mode", in_quotes(to_string(settings.attach.mode))},
		{"attachment", in_quotes(to_string(settings.attachment))},
		{"sketch", in_quotes(sketch_size_text(settings.attach.sketch_lines))},
		{"allow_excuses", in_quotes(to_string(config.allow_excuses()))},
		{"learning", fmt::format("\"{}s\"", config.learning().count())},
	};
	if (settings.attachment == Attachment::kShared)
		values.push_back({"priority", std::to_string(settings.attach.priority)});
	for (const Reason& reason : config.reasons())
		if (!is_of_deleted(config, reason))
			values.push_back({"reasons." + reason.name, in_quotes(to_string(config.action(reason.id)))});
	std::vector<Limit> limits = config.limits();
	std::ranges::sort(limits, {}, &Limit::name);
	for (const Limit& limit : limits)
		add_limit(values, config, limit);
	for (const auto& [limit, action] : default_limits())
		if (!config.limit(limit.name))
			values.push_back({fmt::format("limits.{}.enabled", limit.name), "false"});
	return values;
}

std::string prefix_line(const SetEntry& entry)
{
	SetEntry bare = entry;
	bare.why.clear();
	return to_line(bare) + (entry.why.empty() ? "" : " # " + entry.why);
}

std::string table_of(std::string_view interface)
{
	return fmt::format("interface.{}", in_quotes(interface));
}

std::string write_lines(std::string_view table, const std::vector<Line>& lines)
{
	std::string text = fmt::format("[{}]\n", table);
	std::string_view current;
	for (const auto& [value, comment, said] : lines) {
		const auto dot = value.path.rfind('.');
		const std::string_view path = value.path;
		const std::string_view inner = dot == path.npos ? std::string_view{} : path.substr(0, dot);
		if (inner != current)
			text += fmt::format("\n[{}.{}]\n", table, inner);
		current = inner;
		const std::string line = fmt::format("{}{} = {}", said ? "" : "# ",
						     path.substr(dot == path.npos ? 0 : dot + 1), value.text);
		text += comment.empty() ? line + '\n' : fmt::format("{:<43} # {}\n", line, comment);
	}
	return text;
}

} // namespace ctgate::file
