// SPDX-License-Identifier: MIT
#include "userspace/sysctl/boot_files.hpp"

#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/file.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <map>
#include <ranges>

namespace ctgate::sysctl
{
namespace
{

namespace fs = std::filesystem;

/// The first hides files of the same name in the others.
constexpr std::array kDirectories = {"etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d",
				     "lib/sysctl.d"};
constexpr const char* kLast = "etc/sysctl.conf";

std::string_view trimmed(std::string_view text)
{
	constexpr std::string_view kBlanks = " \t\r";
	const auto first = text.find_first_not_of(kBlanks);
	if (first == std::string_view::npos)
		return {};
	return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// The settings that a key names: one, or those that its * stands for.
std::vector<std::string> settings_of(std::string_view key)
{
	if (const Setting* found = find_setting(key))
		return {std::string{found->name}};
	std::vector<std::string> names;
	std::string pattern{key};
	std::ranges::replace(pattern, '/', '.');
	if (pattern.find_first_of("*?[") == std::string::npos)
		return names;
	for (const Setting& setting : catalogue())
		if (::fnmatch(pattern.c_str(), setting.key().c_str(), 0) == 0)
			names.emplace_back(setting.name);
	return names;
}

/// Path by file name, which is the order of reading.
std::map<std::string, fs::path> files_of(const fs::path& root)
{
	std::map<std::string, fs::path> files;
	for (const char* directory : kDirectories) {
		std::error_code missing;
		for (const auto& entry : fs::directory_iterator{root / directory, missing})
			if (entry.path().extension() == ".conf")
				files.try_emplace(entry.path().filename(), entry.path());
	}
	return files;
}

void append(std::vector<Assignment>& all, const fs::path& file)
{
	const auto text = read_text(file); // a link to /dev/null hides a file: it reads as an empty one
	if (text)
		std::ranges::move(assignments_in(*text, file), std::back_inserter(all));
}

} // namespace

std::vector<Assignment> read_boot_files(const Paths& paths)
{
	std::vector<Assignment> all;
	const fs::path last = paths.root / kLast;
	bool linked = false;
	for (const auto& [name, path] : files_of(paths.root)) {
		std::error_code missing;
		linked = linked || fs::equivalent(path, last, missing);
		append(all, path);
	}
	if (!linked)
		append(all, last);
	return all;
}

const Assignment* winner(const std::vector<Assignment>& assignments, std::string_view setting)
{
	const auto backwards = assignments | std::views::reverse;
	const auto found = std::ranges::find(backwards, setting, &Assignment::setting);
	return found == backwards.end() ? nullptr : &*found;
}

bool is_read_after(const Assignment& assignment, const fs::path& file)
{
	const fs::path name = assignment.file.filename();
	return name == fs::path{kLast}.filename() || name.native() > file.filename().native();
}

std::vector<Assignment> assignments_in(std::string_view text, const fs::path& file)
{
	std::vector<Assignment> found;
	for (const auto range : text | std::views::split('\n')) {
		std::string_view line = trimmed({range.begin(), range.end()});
		if (line.starts_with('#') || line.starts_with(';'))
			continue;
		if (line.starts_with('-')) // whose failure is no failure
			line.remove_prefix(1);
		const auto equals = line.find('=');
		if (equals == std::string_view::npos)
			continue;
		const std::string_view value = trimmed(line.substr(equals + 1));
		for (auto& setting : settings_of(trimmed(line.substr(0, equals))))
			found.push_back({.file = file, .setting = std::move(setting), .value = std::string{value}});
	}
	return found;
}

} // namespace ctgate::sysctl
