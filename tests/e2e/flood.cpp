// SPDX-License-Identifier: MIT
#include "tests/e2e/flood.hpp"

#include <sched.h>

namespace ctgate::e2e
{
namespace
{

using Clock = std::chrono::steady_clock;

/// A packet is late rather than never: what a busy machine missed is offered with the next share.
constexpr std::chrono::milliseconds kShare{2};
/// Longer than any test: a flood that nobody stops ends.
constexpr std::chrono::seconds kLongest{60};

void stay_on(int cpu)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(static_cast<unsigned>(cpu), &set);
	::sched_setaffinity(0, sizeof(set), &set);
}

} // namespace

Flood::Flood(std::uint64_t per_second, Offer offer)
{
	const int cpus = static_cast<int>(std::thread::hardware_concurrency());
	const double share = static_cast<double>(per_second) / cpus;
	for (int cpu = 0; cpu < cpus; ++cpu)
		threads_.emplace_back([this, cpu, share, offer] { run(cpu, share, offer); });
}

void Flood::run(int cpu, double per_second, const Offer& offer)
{
	stay_on(cpu);
	const auto start = Clock::now();
	std::uint64_t sent = 0;
	while (!stopped_ && Clock::now() - start < kLongest) {
		const std::chrono::duration<double> elapsed = Clock::now() - start;
		const auto due = static_cast<std::uint64_t>(elapsed.count() * per_second);
		if (due > sent) {
			const std::uint64_t done = offer(cpu, due - sent);
			sent += done;
			offered_ += done;
		}
		std::this_thread::sleep_for(kShare);
	}
}

std::uint64_t Flood::stop()
{
	stopped_ = true;
	for (auto& thread : threads_)
		if (thread.joinable())
			thread.join();
	return offered_;
}

} // namespace ctgate::e2e
