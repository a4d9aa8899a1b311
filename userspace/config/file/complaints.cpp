// SPDX-License-Identifier: MIT
#include "userspace/config/file/complaints.hpp"

#include <algorithm>

namespace ctgate::file
{

std::string Place::text() const
{
	return line == 0 ? file : fmt::format("{}:{}:{}", file, line, column);
}

void Complaints::add(const Place& place, std::string sentence)
{
	std::pair complaint{place, std::move(sentence)};
	const auto at = std::ranges::lower_bound(all_, complaint);
	if (at == all_.end() || *at != complaint)
		all_.insert(at, std::move(complaint));
}

std::string Complaints::text() const
{
	std::string text;
	for (const auto& [place, sentence] : all_)
		text += fmt::format("{}: {}\n", place.text(), sentence);
	return text;
}

} // namespace ctgate::file
