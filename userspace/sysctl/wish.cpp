// SPDX-License-Identifier: MIT
#include "userspace/sysctl/wish.hpp"

#include "userspace/config/duration.hpp"
#include "userspace/sysctl/catalogue.hpp"

#include <algorithm>
#include <charconv>

namespace ctgate::sysctl
{
namespace
{

std::string_view trimmed(std::string_view text)
{
	const auto first = text.find_first_not_of(' ');
	return first == std::string_view::npos ? text.substr(0, 0)
					       : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// Nothing when it is no number; the edge of what a number can be when it is beyond.
std::optional<std::int64_t> number(std::string_view text)
{
	std::int64_t value = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
	if (error == std::errc::invalid_argument || end != text.data() + text.size())
		return std::nullopt;
	if (error == std::errc::result_out_of_range)
		return text.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
					     : std::numeric_limits<std::int64_t>::max();
	return value;
}

Result<std::int64_t> parse_value(const Setting& setting, std::string_view text)
{
	if (const auto value = number(text))
		return *value;
	if (setting.unit == Unit::kNumber)
		return fail(EINVAL, "`{}` is not a number; {} takes {} to {}", text, setting.name,
			    setting.accepted.least, setting.accepted.most);
	const auto duration = parse_duration(text);
	if (!duration)
		return std::unexpected{duration.error().within(setting.name)};
	return duration->count();
}

Result<Asked> parse_setting(std::string_view text)
{
	const auto equals = text.find('=');
	if (equals == std::string_view::npos || trimmed(text.substr(equals + 1)).empty())
		return fail(EINVAL, "`{}` is not understood; write SETTING=VALUE: max=1048576, udp_timeout=20", text);
	const auto setting = require_setting(trimmed(text.substr(0, equals)));
	if (!setting)
		return error_of(setting);
	const Range& accepted = (*setting)->accepted;
	const std::string_view typed = trimmed(text.substr(equals + 1));
	const auto value = parse_value(**setting, typed);
	if (!value)
		return error_of(value);
	if (!accepted.holds(*value))
		return fail(EINVAL, "{}={} is out of range, though the kernel may take it; ctgate takes {} to {}",
			    (*setting)->name, typed, (*setting)->text(accepted.least), (*setting)->text(accepted.most));
	return Asked{.setting = *setting, .value = *value};
}

} // namespace

Result<Wish> Wish::parse(const std::string& profile, const std::vector<std::string>& settings)
{
	Wish wish;
	if (!profile.empty() || settings.empty()) {
		const auto name = parse_profile(profile.empty() ? "auto" : profile);
		if (!name)
			return error_of(name);
		wish.profile = *name;
	}
	for (const auto& text : settings) {
		const auto asked = parse_setting(text);
		if (!asked)
			return error_of(asked);
		if (wish.find(asked->setting->name))
			return fail(EINVAL, "{} is given twice; say it once", asked->setting->name);
		wish.settings.push_back(*asked);
	}
	return wish;
}

const Asked* Wish::find(std::string_view setting) const
{
	const auto found =
		std::ranges::find_if(settings, [&](const Asked& one) { return one.setting->name == setting; });
	return found == settings.end() ? nullptr : &*found;
}

} // namespace ctgate::sysctl
