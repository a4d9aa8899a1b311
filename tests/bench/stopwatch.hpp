// SPDX-License-Identifier: MIT
// Measures programs side by side, because figures of two runs on a shared machine cannot be compared.
#pragma once

#include "loader/base/error.hpp"
#include "tests/packet/frame.hpp"

#include <span>
#include <vector>

namespace ctgate::bench
{

/// How long to measure. Every runner has its turn in every round.
struct Plan {
	/// Every program is loaded so often: where the kernel's JIT happens to put one makes it up to two
	/// nanoseconds faster or slower, and luck is not a property of the program.
	unsigned copies;
	unsigned rounds; ///< for each copy
	unsigned repeat; ///< packets judged in one turn
};

/// A program, and what it must say to the frame: another verdict is an error, not a figure.
struct Runner {
	std::vector<int> copies; ///< descriptors, as many as the plan says
	unsigned verdict;
};

/// Nanoseconds a packet, over the rounds of all copies. The minimum is what the program costs when nobody disturbs it.
struct Cost {
	double minimum = 0, median = 0;

	Cost operator-(const Cost& floor) const { return {minimum - floor.minimum, median - floor.median}; }
};

/// BPF_PROG_TEST_RUN, timed by this thread's CPU time: the kernel's own figure is whole nanoseconds.
class Stopwatch
{
public:
	/// `program` is any; it serves to find out what a call costs that runs next to no packets.
	static Result<Stopwatch> calibrate(int program);

	/// In the order of `runners`.
	Result<std::vector<Cost>> race(std::span<const Runner> runners, const packet::Bytes& frame,
				       const Plan& plan) const;

private:
	explicit Stopwatch(double call_ns) : call_ns_{call_ns} {}
	Result<double> turn(const Runner& runner, unsigned copy, const packet::Bytes& frame, unsigned repeat) const;

	double call_ns_;
};

} // namespace ctgate::bench
