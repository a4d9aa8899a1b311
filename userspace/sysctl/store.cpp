// SPDX-License-Identifier: MIT
#include "userspace/sysctl/store.hpp"

#include "loader/base/unique_fd.hpp"
#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/transaction.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <ranges>

namespace ctgate::sysctl
{
namespace
{

constexpr const char* kModulesText = "# Written by `ctgate tune apply`: without the module there is nothing that\n"
				     "# 60-ctgate-conntrack.conf could set. `ctgate tune undo` takes it back.\n"
				     "nf_conntrack\n";

/// One at a time: the record would tell of one of two.
Result<UniqueFd> lock(const Paths& paths)
{
	const auto directory = paths.state_directory();
	std::error_code error;
	std::filesystem::create_directories(directory, error);
	if (error)
		return fail_errno(error.value(), fmt::format("make {}", directory.native()));
	UniqueFd fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	if (!fd)
		return fail_errno(errno, fmt::format("open {}", directory.native()));
	if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
		return fail(EBUSY, "another ctgate tune is at work here; try again when it is done");
	return fd;
}

Result<void> require_unchanged(const Paths& paths, const Plan& plan)
{
	for (const Change& change : plan.changes)
		if (read_number(paths.value_of(change.setting->name)) != change.now)
			return fail(EAGAIN, "{} is no longer {}: somebody else changed it; look at the plan again",
				    change.setting->name, change.now);
	return {};
}

void put_line(Record& record, const Change& change)
{
	const auto line = std::ranges::find(record.lines, change.setting->name, &Record::Line::setting);
	if (line == record.lines.end()) {
		record.lines.push_back({.setting = std::string{change.setting->name},
					.before = change.now,
					.applied = change.proposed,
					.why = change.why});
		return;
	}
	line->applied = change.proposed;
	line->why = change.why;
}

Result<void> put_file(Record& record, const std::filesystem::path& path, std::string text)
{
	const auto file = std::ranges::find(record.files, path, &Record::File::path);
	if (file != record.files.end()) {
		file->applied.text = std::move(text);
		return {};
	}
	auto before = keep(path);
	if (!before)
		return error_of(before);
	record.files.push_back({.path = path, .before = std::move(*before), .applied = {.text = std::move(text)}});
	return {};
}

Result<Record> next_record(const Paths& paths, const Host& host, const Plan& plan, const std::string& command)
{
	auto previous = Record::read(paths);
	if (!previous)
		return error_of(previous);
	Record record = previous->value_or(Record{});
	record.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
	record.boot = boot_id(paths);
	record.command = command;
	for (const Change& change : plan.changes)
		put_line(record, change);
	std::ranges::sort(record.lines, {}, [](const Record::Line& line) { return find_setting(line.setting); });
	if (!host.boots_here)
		return record;
	if (auto put = put_file(record, paths.sysctl_file(), boot_text(record)); !put)
		return error_of(put);
	if (host.is_module)
		if (auto put = put_file(record, paths.modules_file(), kModulesText); !put)
			return error_of(put);
	return record;
}

/// The record first: whatever ends this in the middle, undo knows the way back.
Result<void> write(Transaction& transaction, const Paths& paths, const Plan& plan, const Record& record)
{
	const auto file = record.to_file();
	if (!file)
		return error_of(file);
	if (auto kept = transaction.replace(record_path(paths), *file); !kept)
		return kept;
	for (const auto& change : plan.changes | std::views::reverse) // buckets before max: room before it is used
		if (auto set = transaction.set(change.setting->name, change.proposed); !set)
			return set;
	for (const auto& one : record.files)
		if (auto replaced = transaction.replace(one.path, one.applied); !replaced)
			return replaced;
	return {};
}

Result<void> put_back(Transaction& transaction, const Paths& paths, const Record& record)
{
	for (const auto& line : record.lines)
		if (auto set = transaction.set(line.setting, line.before); !set)
			return set;
	for (const auto& file : record.files)
		if (auto replaced = transaction.replace(file.path, file.before); !replaced)
			return replaced;
	return transaction.replace(record_path(paths), std::nullopt);
}

} // namespace

Result<Record> apply(const Paths& paths, const Host& host, const Plan& plan, const std::string& command)
{
	const auto locked = lock(paths);
	if (!locked)
		return error_of(locked);
	if (auto unchanged = require_unchanged(paths, plan); !unchanged)
		return error_of(unchanged);
	auto record = next_record(paths, host, plan, command);
	if (!record)
		return record;
	Transaction transaction{paths};
	if (auto written = write(transaction, paths, plan, *record); !written)
		return std::unexpected{transaction.take_back(written.error())};
	return record;
}

Result<void> require_permission(const Paths& paths, const std::vector<std::string_view>& settings)
{
	for (const auto setting : settings) {
		const auto path = paths.value_of(setting);
		if (::access(path.c_str(), W_OK) != 0 && errno == EACCES)
			return fail_errno(EACCES, fmt::format("write {}", path.native()));
	}
	return {};
}

Result<void> undo(const Paths& paths, const Record& record)
{
	const auto locked = lock(paths);
	if (!locked)
		return error_of(locked);
	Transaction transaction{paths};
	if (auto back = put_back(transaction, paths, record); !back)
		return std::unexpected{transaction.take_back(back.error())};
	std::error_code still_in_use;
	std::filesystem::remove(paths.state_directory(), still_in_use);
	return {};
}

std::string boot_text(const Record& record)
{
	std::string text = "# Written by `ctgate tune apply`; `ctgate tune undo` takes it back. See docs/tune.md.\n"
			   "# A - in front: a kernel that lacks the setting boots all the same.\n";
	for (const auto& line : record.lines)
		text += fmt::format("\n# Was {}; {}.\n-{} = {}\n", line.before, line.why, setting(line.setting).key(),
				    line.applied);
	return text;
}

} // namespace ctgate::sysctl
