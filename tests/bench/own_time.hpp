// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"

#include <chrono>

namespace ctgate::bench
{

using Seconds = std::chrono::duration<double>;

/// Wall time, less what this thread waited while others had its CPU. Receiving that the kernel put off to the CPU's
/// ksoftirqd is this thread's work, and is not subtracted.
class OwnTime
{
public:
	/// For a thread that stays on this CPU. ENOENT when the kernel does not tell who waits for how long.
	static Result<OwnTime> on_cpu(int cpu);

	struct Reading {
		Seconds wall, waited;

		Reading operator-(const Reading& earlier) const
		{
			return {wall - earlier.wall, waited - earlier.waited};
		}
		Seconds own() const { return wall - waited; }
	};
	Reading now() const;

private:
	explicit OwnTime(std::string ksoftirqd) : ksoftirqd_{std::move(ksoftirqd)} {}

	std::string ksoftirqd_; ///< its schedstat file
};

} // namespace ctgate::bench
