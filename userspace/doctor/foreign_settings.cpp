// SPDX-License-Identifier: MIT
#include "userspace/doctor/foreign_settings.hpp"

#include "userspace/sysctl/boot_files.hpp"
#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/drift.hpp"
#include "userspace/sysctl/host.hpp"
#include "userspace/sysctl/other_writers.hpp"

namespace ctgate::doctor
{
namespace
{

using sysctl::Drift;
using sysctl::Writer;

std::string number(std::optional<std::int64_t> value)
{
	return value ? std::to_string(*value) : "not there";
}

/// What the known writer of this setting has to say; else the other words.
std::string by(const std::vector<Writer>& writers, const std::string& setting, const std::string& otherwise)
{
	const Writer* known = sysctl::writer_of(writers, setting);
	return known ? known->says : otherwise;
}

std::vector<ForeignSetting> since_applied(const Drift& drift)
{
	std::vector<ForeignSetting> foreign;
	for (const auto& value : drift.values)
		if (value.moved())
			foreign.push_back({value.setting, fmt::format("{} by ctgate tune", value.applied),
					   number(value.now), by(drift.writers, value.setting, "")});
	for (const auto& rival : drift.rivals)
		if (rival.wins)
			foreign.push_back(
				{rival.assignment.setting,
				 fmt::format("{} by ctgate tune", drift.record.find(rival.assignment.setting)->applied),
				 rival.assignment.value + " at the next boot", rival.assignment.file.native()});
	return foreign;
}

std::vector<ForeignSetting> against_boot_files(const sysctl::Paths& paths)
{
	const auto assignments = sysctl::read_boot_files(paths);
	const auto writers = sysctl::find_writers(paths);
	std::vector<ForeignSetting> foreign;
	for (const auto& setting : sysctl::catalogue()) {
		const std::string name{setting.name};
		const auto* wanted = sysctl::winner(assignments, name);
		const auto now = sysctl::read_number(paths.value_of(name));
		if (wanted && now && wanted->value != number(now))
			foreign.push_back({name, fmt::format("{} by {}", wanted->value, wanted->file.native()),
					   number(now),
					   by(writers, name,
					      "written since, or the module was not loaded when the file was read")});
	}
	return foreign;
}

} // namespace

Result<std::vector<ForeignSetting>> find_foreign_settings(const sysctl::Paths& paths)
{
	const auto drift = Drift::find(paths);
	if (drift)
		return since_applied(*drift);
	if (drift.error().code() != ENOENT)
		return error_of(drift);
	if (!sysctl::boots_here(paths))
		return std::vector<ForeignSetting>{};
	return against_boot_files(paths);
}

} // namespace ctgate::doctor
