// SPDX-License-Identifier: MIT
#include "userspace/config/prefix_file.hpp"

#include "userspace/config/prefix.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <iostream>

namespace ctgate
{
namespace
{

using std::chrono::sys_seconds;

constexpr std::string_view kBlanks = " \t\r";
constexpr const char* kTime = "%Y-%m-%dT%H:%M:%SZ";

std::string_view trimmed(std::string_view text)
{
	const auto first = text.find_first_not_of(kBlanks);
	if (first == std::string_view::npos)
		return {};
	return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// Takes the first word off.
std::string_view next_word(std::string_view& text)
{
	const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
	text = trimmed(text.substr(word.size()));
	return word;
}

Result<sys_seconds> parse_time(std::string_view text)
{
	const std::string terminated{text};
	struct tm time {
	};
	const char* end = ::strptime(terminated.c_str(), kTime, &time);
	if (!end || *end != '\0')
		return fail(EINVAL, "`{}` is not a time; write it in UTC: 2026-12-01T12:00:00Z", text);
	return sys_seconds{std::chrono::seconds{::timegm(&time)}};
}

/// Sorts, and keeps the last of those that repeat.
std::size_t remove_repeated(std::vector<SetEntry>& entries)
{
	std::ranges::stable_sort(entries, {}, &SetEntry::prefix);
	const auto same = [](const SetEntry& a, const SetEntry& b) { return a.prefix == b.prefix; };
	const auto kept = std::unique(entries.rbegin(), entries.rend(), same).base();
	const auto repeated = static_cast<std::size_t>(kept - entries.begin());
	entries.erase(entries.begin(), kept);
	return repeated;
}

} // namespace

Result<std::optional<SetEntry>> parse_prefix_line(std::string_view line)
{
	const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
	const auto comment = line.find_first_of("#;");
	std::string_view text = trimmed(line.substr(0, comment));
	if (text.empty())
		return std::nullopt;

	const auto prefix = parse_prefix(next_word(text));
	if (!prefix)
		return error_of(prefix);
	SetEntry entry{.prefix = *prefix, .until = std::nullopt, .added_at = now, .why = {}};
	if (const auto word = next_word(text); !word.empty()) {
		if (word != "until")
			return fail(EINVAL, "`{}` is not understood; behind a prefix stands `until TIME`, or # and why",
				    word);
		const auto time = parse_time(text);
		if (!time)
			return error_of(time);
		entry.until = *time;
	}
	if (comment != std::string_view::npos)
		entry.why = trimmed(line.substr(comment + 1)).substr(0, kWhyMax);
	return entry;
}

Result<PrefixFile> parse_prefix_file(std::istream& text, const std::string& name)
{
	PrefixFile file;
	std::string line;
	for (std::size_t number = 1; std::getline(text, line); ++number) {
		auto entry = parse_prefix_line(line);
		if (!entry)
			return std::unexpected{entry.error().within(fmt::format("{}:{}", name, number))};
		if (!*entry)
			continue;
		if ((*entry)->is_over())
			++file.over;
		else
			file.entries.push_back(std::move(**entry));
	}
	if (text.bad())
		return fail_errno(errno, fmt::format("read {}", name));
	file.repeated = remove_repeated(file.entries);
	return file;
}

Result<PrefixFile> read_prefix_file(const std::string& path)
{
	if (path == "-")
		return parse_prefix_file(std::cin, "standard input");
	std::ifstream file{path};
	if (!file)
		return fail_errno(errno, fmt::format("open {}", path));
	return parse_prefix_file(file, path);
}

std::string to_line(const SetEntry& entry)
{
	std::string line = to_string(entry.prefix);
	if (entry.until)
		line += fmt::format(" until {:%Y-%m-%dT%H:%M:%SZ}",
				    fmt::gmtime(std::chrono::system_clock::to_time_t(*entry.until)));
	if (!entry.why.empty())
		line = fmt::format("{:<43} # {}", line, entry.why);
	return line;
}

Result<std::string> parse_why(std::string_view text)
{
	const std::string_view why = trimmed(text);
	if (why.size() > kWhyMax)
		return fail(EINVAL, "--why takes {} bytes at most, this has {}", kWhyMax, why.size());
	if (std::ranges::any_of(why, [](unsigned char c) { return std::iscntrl(c) != 0; }))
		return fail(EINVAL, "--why takes one line of text, without control characters");
	return std::string{why};
}

} // namespace ctgate
