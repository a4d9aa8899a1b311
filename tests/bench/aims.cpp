// SPDX-License-Identifier: MIT
#include "tests/bench/aims.hpp"

#include <fmt/core.h>

#include <utility>

namespace ctgate::bench
{

void Aims::at_most(std::string what, double figure, double aim, std::string unit)
{
	aims_.push_back({.what = std::move(what),
			 .aim = fmt::format("at most {} {}", aim, unit),
			 .figure = fmt::format("{:.2f} {}", figure, unit),
			 .reached = figure <= aim});
}

void Aims::at_least(std::string what, double figure, double aim, std::string unit)
{
	aims_.push_back({.what = std::move(what),
			 .aim = fmt::format("at least {} {}", aim, unit),
			 .figure = fmt::format("{:.3f} {}", figure, unit),
			 .reached = figure >= aim});
}

void Aims::print() const
{
	if (aims_.empty())
		return;
	fmt::print("\nAims, and the medians of this run\n\n");
	for (const Aim& aim : aims_)
		fmt::print("{:<58}|{:>16} |{:>10} | {}\n", aim.what, aim.aim, aim.figure,
			   aim.reached ? "reached" : "MISSED");
}

} // namespace ctgate::bench
