// SPDX-License-Identifier: MIT
#include "loader/base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace ctgate
{
namespace
{

/// Levenshtein's distance: single characters inserted, deleted or replaced.
std::size_t distance(std::string_view a, std::string_view b)
{
	std::vector<std::size_t> row(b.size() + 1);
	std::iota(row.begin(), row.end(), 0);
	for (std::size_t i = 1; i <= a.size(); ++i) {
		std::size_t diagonal = std::exchange(row[0], i);
		for (std::size_t j = 1; j <= b.size(); ++j) {
			const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
		}
	}
	return row.back();
}

} // namespace

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates)
{
	const auto nearest =
		std::ranges::min_element(candidates, {}, [&](const auto& word) { return distance(typed, word); });
	if (nearest == candidates.end() || distance(typed, *nearest) > std::max<std::size_t>(2, typed.size() / 3))
		return {};
	return fmt::format("; did you mean `{}`?", *nearest);
}

} // namespace ctgate
