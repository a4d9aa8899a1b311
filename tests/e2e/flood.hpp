// SPDX-License-Identifier: MIT
// More packets than a limit lets through, from every CPU at once, for as long as the object lives.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace ctgate::e2e
{

class Flood
{
public:
	/// `offer` sends `packets` on the CPU with this number and says how many it sent; each CPU is asked
	/// for an equal share of `per_second`.
	using Offer = std::function<std::uint64_t(int cpu, std::uint64_t packets)>;

	Flood(std::uint64_t per_second, Offer offer);
	~Flood() { stop(); }
	Flood(const Flood&) = delete;
	Flood& operator=(const Flood&) = delete;

	/// Ends it and gives back how many packets were offered.
	std::uint64_t stop();
	std::uint64_t offered() const { return offered_; }

private:
	void run(int cpu, double per_second, const Offer& offer);

	std::atomic<bool> stopped_ = false;
	std::atomic<std::uint64_t> offered_ = 0;
	std::vector<std::thread> threads_;
};

} // namespace ctgate::e2e
