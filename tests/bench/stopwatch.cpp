// SPDX-License-Identifier: MIT
#include "tests/bench/stopwatch.hpp"

#include "tests/bench/statistics.hpp"

#include <bpf/bpf.h>

#include <algorithm>
#include <ctime>
#include <limits>

namespace ctgate::bench
{
namespace
{

constexpr unsigned kCalibrationCalls = 21;
/// With a repeat of 1 the kernel does not patch the program into its XDP dispatcher, with more it does.
constexpr unsigned kRepeatLeast = 2;
/// Rounds of each copy that do not count: caches fill, buckets drain.
constexpr unsigned kWarmUp = 1;

double cpu_time_ns()
{
	struct timespec now {
	};
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Call {
	unsigned verdict;
	double ns;
};

Result<Call> test_run(int program, const packet::Bytes& frame, unsigned repeat)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
		    .data_size_in = static_cast<__u32>(frame.size()), .repeat = static_cast<int>(repeat));
	const double before = cpu_time_ns();
	const int result = ::bpf_prog_test_run_opts(program, &options);
	const double after = cpu_time_ns();
	if (result < 0)
		return fail_errno(libbpf_errno(result), "BPF_PROG_TEST_RUN");
	return Call{options.retval, after - before};
}

} // namespace

Result<Stopwatch> Stopwatch::calibrate(int program)
{
	const packet::Bytes frame(64);
	double least = std::numeric_limits<double>::max();
	for (unsigned call = 0; call < kCalibrationCalls; ++call) {
		const auto done = test_run(program, frame, kRepeatLeast);
		if (!done)
			return error_of(done);
		least = std::min(least, done->ns);
	}
	return Stopwatch{least};
}

Result<double> Stopwatch::turn(const Runner& runner, unsigned copy, const packet::Bytes& frame, unsigned repeat) const
{
	const auto call = test_run(runner.copies[copy], frame, repeat);
	if (!call)
		return error_of(call);
	if (call->verdict != runner.verdict)
		return fail(EPROTO, "XDP verdict {}, not {}: this would measure something else", call->verdict,
			    runner.verdict);
	return (call->ns - call_ns_) / repeat;
}

Result<std::vector<Cost>> Stopwatch::race(std::span<const Runner> runners, const packet::Bytes& frame,
					  const Plan& plan) const
{
	std::vector<std::vector<double>> turns(runners.size());
	for (unsigned round = 0; round < plan.copies * (kWarmUp + plan.rounds); ++round) {
		const unsigned copy = round / (kWarmUp + plan.rounds);
		const bool counts = round % (kWarmUp + plan.rounds) >= kWarmUp;
		for (std::size_t i = 0; i < runners.size(); ++i) {
			const std::size_t next = (i + round) % runners.size(); // nobody always follows the same one
			const auto taken = turn(runners[next], copy, frame, plan.repeat);
			if (!taken)
				return error_of(taken);
			if (counts)
				turns[next].push_back(*taken);
		}
	}
	std::vector<Cost> costs;
	std::ranges::transform(turns, std::back_inserter(costs), [](const auto& taken) {
		return Cost{.minimum = std::ranges::min(taken), .median = median(taken)};
	});
	return costs;
}

} // namespace ctgate::bench
