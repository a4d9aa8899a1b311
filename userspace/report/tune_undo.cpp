// SPDX-License-Identifier: MIT
#include "userspace/report/tune.hpp"

#include <fmt/chrono.h>

namespace ctgate::report
{
namespace
{

constexpr std::size_t kNameWidth = 32;

} // namespace

std::string applied_text(const sysctl::Record& record)
{
	std::string text = fmt::format("Applied. {} value{} of ctgate's in all", record.lines.size(),
				       record.lines.size() == 1 ? "" : "s");
	for (const auto& file : record.files)
		text += fmt::format("; {}", file.path.native());
	return text + ".\n`ctgate tune undo` puts back what was, `ctgate tune drift` tells what has changed since.\n";
}

std::string undo_text(const sysctl::Record& record,
		      const std::function<std::optional<std::int64_t>(std::string_view setting)>& now)
{
	std::string text =
		fmt::format("Back to what was before `{}` ({:%Y-%m-%d %H:%M:%S} UTC) and what it built on:\n",
			    record.command, fmt::gmtime(std::chrono::system_clock::to_time_t(record.at)));
	for (const auto& line : record.lines) {
		const auto value = now(line.setting);
		text += fmt::format("  {:<{}}{} -> {}", line.setting, kNameWidth,
				    value ? fmt::format("{}", *value) : "not there", line.before);
		if (value != line.applied)
			text += fmt::format("   (applied was {}, somebody changed it)", line.applied);
		text += '\n';
	}
	for (const auto& file : record.files)
		text += fmt::format("  {}  {}\n", file.path.native(),
				    file.before ? "as it was before" : "deleted: it was not there before");
	return text;
}

} // namespace ctgate::report
