// SPDX-License-Identifier: MIT
#include "userspace/report/tune.hpp"

#include "userspace/report/wrap.hpp"

#include <fmt/chrono.h>

#include <algorithm>

namespace ctgate::report
{
namespace
{

using sysctl::Drift;

constexpr std::size_t kNameWidth = 30;

std::string moved_text(const Drift& drift)
{
	std::string text;
	for (const auto& value : drift.values)
		if (value.moved())
			text += fmt::format("  {:<{}}{} applied, {}\n", value.setting, kNameWidth, value.applied,
					    value.now ? fmt::format("{} now", *value.now) : "not there now");
	for (const auto& [path, content] : drift.files)
		if (content != Drift::Content::kAsApplied)
			text += fmt::format("  {}  {} since\n", path.native(),
					    content == Drift::Content::kGone ? "deleted" : "changed");
	return text;
}

std::string rivals_text(const Drift& drift)
{
	std::string text;
	for (const auto& [assignment, wins] : drift.rivals)
		text += labelled(wins ? "at boot" : "also",
				 fmt::format("{} sets {} to {}{}", assignment.file.native(), assignment.setting,
					     assignment.value,
					     wins ? ", and is read last: it wins"
						  : "; a file that is read later says otherwise"));
	return text;
}

/// What sets again all that moved; everything when the file is gone.
std::string again_text(const Drift& drift, const std::string& apply)
{
	const bool gone = std::ranges::any_of(drift.files,
					      [](const auto& file) { return file.content == Drift::Content::kGone; });
	std::string settings;
	for (const auto& value : drift.values)
		if (gone || value.moved())
			settings += fmt::format(" {}={}", value.setting, value.applied);
	return settings.empty() ? "" : fmt::format("  do it      {}{}\n", apply, settings);
}

} // namespace

std::string drift_text(const Drift& drift, const std::string& apply)
{
	std::string text = fmt::format("Applied {:%Y-%m-%d %H:%M:%S} UTC{}: {}\n",
				       fmt::gmtime(std::chrono::system_clock::to_time_t(drift.record.at)),
				       drift.same_boot ? "" : ", before this boot", drift.record.command);
	text += moved_text(drift) + rivals_text(drift);
	if (drift.count() == 0)
		text += fmt::format("  All {} values are as applied.\n", drift.values.size());
	for (const auto& writer : drift.writers)
		text += labelled("also", writer.says);
	return text + again_text(drift, apply);
}

} // namespace ctgate::report
