// SPDX-License-Identifier: MIT
// Packets a second, in turns.
#pragma once

#include "tests/bench/generator.hpp"
#include "tests/bench/system.hpp"

#include <span>
#include <vector>

namespace ctgate::bench
{

/// How long to measure. Every system has its turn in every round.
struct ContestPlan {
	unsigned rounds;
	Seconds turn;
};

/// Packets a second that a system took in and judged, by round.
using Rates = std::vector<double>;

/// Gives each system a stage of its own, lets it prove that it does what it should, and lets them all take turns.
/// In the order of `systems`. The calling thread is in a namespace of the contest afterwards.
Result<std::vector<Rates>> contest(std::span<const System> systems, const Traffic& attack, Generator& generator,
				   const ContestPlan& plan);

} // namespace ctgate::bench
