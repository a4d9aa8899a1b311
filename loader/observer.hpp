// SPDX-License-Identifier: MIT
// Watches the packets of one limit for a while: when each came, and from which source.
#pragma once

#include "loader/filter.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

struct ring_buffer;

namespace ctgate
{

/// While one lives, a program is in force that tells of these packets; otherwise it does what the one before did.
/// Somebody who changes the filter meanwhile ends the watch, not the other way round.
class Observer
{
public:
	static Result<Observer> start(Filter& filter, std::uint32_t slot);
	Observer(Observer&&) = default;
	Observer& operator=(Observer&&) = delete;
	~Observer();

	/// Collects packets until the time is over or `interrupted` says so.
	Result<void> watch(std::chrono::nanoseconds time, const std::function<bool()>& interrupted);

	const std::vector<ctg_observed>& packets() const { return collected_->packets; }
	/// Packets that came too fast to be told of, or were too many to be kept.
	Result<std::uint64_t> lost() const;

private:
	struct Collected {
		std::vector<ctg_observed> packets;
		std::uint64_t left_out = 0;
	};
	static int collect(void* collected, void* data, std::size_t size);

	struct RingDeleter {
		void operator()(ring_buffer* ring) const;
	};

	Observer(Filter& filter, Program program) : filter_{&filter}, program_{std::move(program)} {}

	Filter* filter_;
	Program program_;
	unsigned program_id_ = 0;
	std::unique_ptr<Collected> collected_ = std::make_unique<Collected>(); // the ring knows its address
	UniqueFd ring_map_;
	std::unique_ptr<ring_buffer, RingDeleter> ring_;
};

} // namespace ctgate
