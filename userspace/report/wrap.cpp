// SPDX-License-Identifier: MIT
#include "userspace/report/wrap.hpp"

#include <fmt/format.h>

#include <ranges>

namespace ctgate::report
{
namespace
{

constexpr std::size_t kColumns = 79;
constexpr std::size_t kIndent = 13;

} // namespace

std::string labelled(std::string_view label, std::string_view words)
{
	std::string text = fmt::format("  {:<{}}", label, kIndent - 3);
	std::size_t column = text.size();
	for (const auto range : words | std::views::split(' ')) {
		const std::string_view word{range.begin(), range.end()};
		if (column + 1 + word.size() > kColumns) {
			text += fmt::format("\n{:{}}", "", kIndent - 1);
			column = kIndent - 1;
		}
		text += ' ';
		text += word;
		column += 1 + word.size();
	}
	return text + '\n';
}

} // namespace ctgate::report
