// SPDX-License-Identifier: MIT
// What is wrong with configuration files: all of it at once, each where it stands.
#pragma once

#include "loader/base/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ctgate::file
{

struct Place {
	std::string file;
	std::uint32_t line = 0, column = 0; ///< from 1; 0 where the whole file is meant

	auto operator<=>(const Place&) const = default;

	/// "/etc/ctgate/ctgate.toml:3:1", as compilers write it and editors jump to it.
	std::string text() const;
};

class Complaints
{
public:
	void add(const Place& place, std::string sentence);
	template <class T>
	void add_if_failed(const Place& place, const Result<T>& result)
	{
		if (!result)
			add(place, result.error().message());
	}

	bool empty() const { return all_.empty(); }
	std::size_t size() const { return all_.size(); }
	/// A line each, in the order of the places: "FILE:LINE:COLUMN: sentence".
	std::string text() const;

private:
	std::vector<std::pair<Place, std::string>> all_; ///< sorted, each once
};

} // namespace ctgate::file
