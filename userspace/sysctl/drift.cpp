// SPDX-License-Identifier: MIT
#include "userspace/sysctl/drift.hpp"

#include "userspace/sysctl/host.hpp"

#include <algorithm>

namespace ctgate::sysctl
{
namespace
{

std::vector<Drift::Value> values_now(const Paths& paths, const Record& record)
{
	std::vector<Drift::Value> values;
	for (const auto& line : record.lines)
		values.push_back({.setting = line.setting,
				  .applied = line.applied,
				  .now = read_number(paths.value_of(line.setting))});
	return values;
}

Result<std::vector<Drift::File>> files_now(const Record& record)
{
	std::vector<Drift::File> files;
	for (const auto& file : record.files) {
		const auto now = keep(file.path);
		if (!now)
			return error_of(now);
		const auto content = !*now                               ? Drift::Content::kGone
				     : (*now)->text == file.applied.text ? Drift::Content::kAsApplied
									 : Drift::Content::kChanged;
		files.push_back({.path = file.path, .content = content});
	}
	return files;
}

std::vector<Drift::Rival> rivals_of(const Paths& paths, const Record& record)
{
	const auto all = read_boot_files(paths);
	std::vector<Drift::Rival> rivals;
	for (const auto& assignment : all) {
		const Record::Line* line = record.find(assignment.setting);
		if (line && assignment.file != paths.sysctl_file() &&
		    assignment.value != fmt::format("{}", line->applied))
			rivals.push_back(
				{.assignment = assignment, .wins = &assignment == winner(all, assignment.setting)});
	}
	return rivals;
}

std::vector<Writer> writers_of(const Paths& paths, const Record& record)
{
	std::vector<Writer> writers = find_writers(paths);
	std::erase_if(writers, [&](const Writer& writer) {
		return std::ranges::none_of(writer.settings,
					    [&](const auto& one) { return record.find(one) != nullptr; });
	});
	return writers;
}

} // namespace

Result<Drift> Drift::find(const Paths& paths)
{
	auto record = Record::read(paths);
	if (!record)
		return error_of(record);
	if (!*record)
		return fail(ENOENT,
			    "nothing was applied here that could have changed; ctgate tune plan shows what could be");
	auto files = files_now(**record);
	if (!files)
		return error_of(files);
	Drift drift{.record = std::move(**record),
		    .same_boot = false,
		    .values = {},
		    .files = std::move(*files),
		    .rivals = {},
		    .writers = {}};
	drift.same_boot = drift.record.boot == boot_id(paths);
	drift.values = values_now(paths, drift.record);
	drift.writers = writers_of(paths, drift.record);
	if (boots_here(paths))
		drift.rivals = rivals_of(paths, drift.record);
	return drift;
}

std::size_t Drift::count() const
{
	const auto moved = std::ranges::count_if(values, &Value::moved);
	const auto changed =
		std::ranges::count_if(files, [](const File& file) { return file.content != Content::kAsApplied; });
	const auto losing = std::ranges::count_if(rivals, &Rival::wins);
	return static_cast<std::size_t>(moved + changed + losing);
}

} // namespace ctgate::sysctl
