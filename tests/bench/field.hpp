// SPDX-License-Identifier: MIT
#pragma once

#include "loader/program.hpp"
#include "tests/bench/programs.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/bench/traffic.hpp"

#include <map>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// Everybody who runs, once. xdp-filter is there when its package is.
struct Field {
	EmptyPrograms empty;
	Program defaults, generous;
	std::map<std::string, XdpFilter> xdp_filters; ///< by variant

	const Program& ctgate(const Traffic& traffic) const { return traffic.generous ? generous : defaults; }
	static Result<Field> load();
};

using Fields = std::vector<Field>; // kCopies of them

Result<Fields> load_fields();

/// Who runs on such packets, in the order of the columns: empty, ctgate, xdp-filter, its least variant.
std::vector<Runner> runners(const Fields& fields, const Traffic& traffic);

} // namespace ctgate::bench
