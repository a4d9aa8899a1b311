// SPDX-License-Identifier: MIT
// Digits and nothing else -> a number that the type holds.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace ctgate
{

template <std::unsigned_integral T>
std::optional<T> whole_number(std::string_view text)
{
	T number = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
	if (error != std::errc{} || end != text.data() + text.size())
		return std::nullopt;
	return number;
}

} // namespace ctgate
