// SPDX-License-Identifier: MIT
#include "userspace/sysctl/other_writers.hpp"

#include "userspace/sysctl/boot_files.hpp"
#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/file.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <set>

namespace ctgate::sysctl
{
namespace
{

namespace fs = std::filesystem;

struct Process {
	std::string id;
	std::vector<std::string> arguments;
};

std::vector<std::string> split(std::string_view text, char separator)
{
	std::vector<std::string> parts;
	for (const auto range : text | std::views::split(separator))
		if (range.begin() != range.end())
			parts.emplace_back(range.begin(), range.end());
	return parts;
}

std::string without_newline(std::string text)
{
	while (text.ends_with('\n'))
		text.pop_back();
	return text;
}

std::optional<Process> find_process(const fs::path& proc, std::string_view name)
{
	std::error_code error;
	for (const auto& entry : fs::directory_iterator{proc, error}) {
		const std::string id = entry.path().filename();
		if (id.find_first_not_of("0123456789") != std::string::npos)
			continue;
		const auto command = read_text(entry.path() / "comm");
		if (!command || without_newline(*command) != name)
			continue;
		const auto line = read_text(entry.path() / "cmdline");
		return Process{id, line ? split(*line, '\0') : std::vector<std::string>{}};
	}
	return std::nullopt;
}

std::optional<Writer> kube_proxy(const Paths& paths)
{
	const auto process = find_process(paths.proc, "kube-proxy");
	if (!process)
		return std::nullopt;
	std::vector<std::string> flags;
	for (const auto& argument : process->arguments)
		if (argument.starts_with("--conntrack-") || argument.starts_with("--config"))
			flags.push_back(argument);
	return Writer{.name = "kube-proxy",
		      .says = fmt::format(
			      "kube-proxy (process {}) sets max, established and close_wait when it starts, "
			      "and raises buckets; change its --conntrack-* flags or its configuration "
			      "instead, where 0 leaves a value alone (it was started with {})",
			      process->id, flags.empty() ? "none of them" : fmt::format("{}", fmt::join(flags, " "))),
		      .settings = {"max", "buckets", "tcp_timeout_established", "tcp_timeout_close_wait"}};
}

/// The file of one of tuned's profiles, the administrator's before the distribution's.
std::optional<fs::path> tuned_file(const Paths& paths, const std::string& profile)
{
	for (const char* directory : {"etc/tuned/profiles", "etc/tuned", "usr/lib/tuned/profiles", "usr/lib/tuned"}) {
		fs::path file = paths.root / directory / profile / "tuned.conf";
		if (fs::exists(file))
			return file;
	}
	return std::nullopt;
}

/// What the profile sets, and those that it includes. A profile that was read is not read again.
void append_tuned(const Paths& paths, const std::string& profile, std::set<std::string>& read,
		  std::vector<Assignment>& all)
{
	const auto file = tuned_file(paths, profile);
	const auto text = file ? read_text(*file) : Result<std::string>{""};
	if (!text || !read.insert(profile).second)
		return;
	for (const auto& line : split(*text, '\n')) {
		if (!line.starts_with("include"))
			continue;
		for (const auto& name : split(line.substr(line.find('=') + 1), ','))
			append_tuned(paths, name.substr(name.find_first_not_of(' ')), read, all);
	}
	std::ranges::move(assignments_in(*text, *file), std::back_inserter(all));
}

std::optional<Writer> tuned(const Paths& paths)
{
	const auto process = find_process(paths.proc, "tuned");
	const auto active = read_text(paths.root / "etc/tuned/active_profile");
	if (!process || !active)
		return std::nullopt;
	std::set<std::string> read;
	std::vector<Assignment> all;
	for (const auto& profile : split(without_newline(*active), ' '))
		append_tuned(paths, profile, read, all);
	if (all.empty())
		return std::nullopt;
	Writer writer{.name = "tuned", .says = {}, .settings = {}};
	for (const auto& one : all)
		writer.settings.push_back(one.setting);
	writer.says = fmt::format("tuned (process {}) sets {} when it starts: see {}", process->id,
				  fmt::join(writer.settings, ", "), all.back().file.native());
	return writer;
}

/// It takes its modules away with it, and their values.
std::optional<Writer> firewalld(const Paths& paths)
{
	const auto process = find_process(paths.proc, "firewalld");
	const auto text = read_text(paths.root / "etc/firewalld/firewalld.conf");
	if (!process || !text || !fs::exists(paths.sys / "module/nf_conntrack/initstate"))
		return std::nullopt;
	const auto lines = split(*text, '\n');
	if (std::ranges::find(lines, "CleanupModulesOnExit=yes") == lines.end())
		return std::nullopt;
	Writer writer{
		.name = "firewalld",
		.says = fmt::format("firewalld (process {}) unloads nf_conntrack when it stops, and every value with "
				    "it; set CleanupModulesOnExit=no in /etc/firewalld/firewalld.conf",
				    process->id),
		.settings = {},
		.takes_away = true};
	for (const Setting& setting : catalogue())
		writer.settings.emplace_back(setting.name);
	return writer;
}

} // namespace

std::vector<Writer> find_writers(const Paths& paths)
{
	std::vector<Writer> writers;
	for (const auto find : {kube_proxy, tuned, firewalld})
		if (auto found = find(paths))
			writers.push_back(std::move(*found));
	return writers;
}

const Writer* writer_of(const std::vector<Writer>& writers, std::string_view setting)
{
	for (const Writer& writer : writers)
		if (std::ranges::find(writer.settings, setting) != writer.settings.end())
			return &writer;
	return nullptr;
}

} // namespace ctgate::sysctl
