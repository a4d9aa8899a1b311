// SPDX-License-Identifier: MIT
#include "userspace/config/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

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
	const auto refused = [&] {
		return fail(EINVAL,
			    "`{}` is not a duration; write seconds, minutes, hours or days: 90s, 10m, 2h, 7d, 2h4m",
			    text);
	};
	const char* const end = text.data() + text.size();
	auto smaller = kUnits.begin(); // the largest unit that may still come
	std::int64_t sum = 0;
	for (const char* next = text.data(); next != end || text.empty();) {
		std::int64_t number = 0;
		const auto [letter, error] = std::from_chars(next, end, number);
		if (error == std::errc::result_out_of_range)
			number = std::numeric_limits<std::int64_t>::max();
		const auto unit = std::find_if(smaller, kUnits.end(),
					       [&](const Unit& one) { return letter != end && *letter == one.letter; });
		if (error == std::errc::invalid_argument || unit == kUnits.end())
			return refused();
		if (number < 1 || number > (kLongest.count() - sum) / unit->seconds)
			return fail(EINVAL, "{} is out of range; a duration is from 1s to 366d", text);
		sum += number * unit->seconds;
		smaller = std::next(unit);
		next = letter + 1;
	}
	return std::chrono::seconds{sum};
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
