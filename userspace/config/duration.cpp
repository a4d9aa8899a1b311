// SPDX-License-Identifier: MIT
#include "userspace/config/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace ctgate
{
namespace
{

struct Unit {
	char letter;
	std::int64_t seconds;
};
constexpr std::array kUnits = {Unit{'d', 86'400}, Unit{'h', 3'600}, Unit{'m', 60}, Unit{'s', 1}};
constexpr std::chrono::seconds kLongest = std::chrono::days{366};

} // namespace

Result<std::chrono::seconds> parse_duration(std::string_view text)
{
	std::int64_t number = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
	const std::string_view letter{end, text.data() + text.size()};
	const auto unit = std::ranges::find_if(
		kUnits, [&](const Unit& one) { return letter.size() == 1 && letter[0] == one.letter; });
	if (error != std::errc{} || unit == kUnits.end())
		return fail(EINVAL, "`{}` is not a duration; write seconds, minutes, hours or days: 90s, 10m, 2h, 7d",
			    text);
	if (number < 1 || number > kLongest.count() / unit->seconds)
		return fail(EINVAL, "{} is out of range; a duration is from 1s to 366d", text);
	return std::chrono::seconds{number * unit->seconds};
}

std::string to_string(std::chrono::seconds duration)
{
	std::int64_t left = duration.count();
	for (auto unit = kUnits.begin(); unit != kUnits.end(); ++unit) {
		if (left < unit->seconds && unit->seconds > 1)
			continue;
		std::string text = fmt::format("{}{}", left / unit->seconds, unit->letter);
		left %= unit->seconds;
		const auto next = std::next(unit);
		if (next != kUnits.end() && left / next->seconds > 0)
			text += fmt::format(" {}{}", left / next->seconds, next->letter);
		return text;
	}
	return "0s";
}

} // namespace ctgate
