// SPDX-License-Identifier: MIT
// Ways to read a whole conntrack table.
#pragma once

#include "loader/base/error.hpp"
#include "tests/bench/own_time.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// What one reading took.
struct Reading {
	Seconds cpu; ///< in the kernel and outside, also to start and to print
	Seconds wall;
	double peak_mib; ///< resident at once; nothing for what is part of the benchmark
};

struct Reader {
	std::string name;
	/// Of the table of the calling thread's namespace. An error when it was not read to its end.
	std::function<Result<Reading>()> read;
};

/// In the order of the table: the bare dump, the doctor, `conntrack -L`, /proc. The table must hold so many entries.
std::vector<Reader> readers(std::uint32_t entries);

} // namespace ctgate::bench
