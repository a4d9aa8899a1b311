// SPDX-License-Identifier: MIT
#include "userspace/sysctl/transaction.hpp"

#include <ranges>

namespace ctgate::sysctl
{

Result<void> Transaction::set(std::string_view setting, std::int64_t value)
{
	const auto path = paths_.value_of(setting);
	const auto before = read_number(path);
	if (!before)
		return fail(ENOENT, "{} cannot be read; is conntrack loaded? `modprobe nf_conntrack` loads it",
			    path.native());
	if (*before == value)
		return {};
	if (auto written = write_value(path, value); !written)
		return written;
	steps_back_.emplace_back([path, before] { return write_value(path, *before); });
	const auto after = read_number(path);
	if (after != value)
		return fail(EIO, "{} was written to {}, which says {} now", value, path.native(), after.value_or(-1));
	return {};
}

Result<void> Transaction::replace(const std::filesystem::path& path, const std::optional<Kept>& content)
{
	auto before = keep(path);
	if (!before)
		return error_of(before);
	if (*before == content)
		return {};
	// Noted first: a file that was replaced and could not be synced is to be put back, too.
	steps_back_.emplace_back([path, before = *before]() -> Result<void> {
		if (const auto now = keep(path); now && *now == before)
			return {};
		return replace_file(path, before);
	});
	return replace_file(path, content);
}

Error Transaction::take_back(const Error& error)
{
	if (steps_back_.empty())
		return error;
	std::string how = "what was written before is put back";
	for (const auto& step : steps_back_ | std::views::reverse)
		if (const auto back = step(); !back) // the others are put back all the same
			how = fmt::format("and not everything could be put back: {}", back.error().message());
	return {error.code(), fmt::format("{}; {}", error.message(), how)};
}

} // namespace ctgate::sysctl
