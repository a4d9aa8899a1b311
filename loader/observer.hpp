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

	const std::vector<ctg_observed>& packets() const { return *packets_; }
	/// Packets that came too fast to be told of.
	Result<std::uint64_t> lost() const;

private:
	struct RingDeleter {
		void operator()(ring_buffer* ring) const;
	};

	Observer(Filter& filter, Program program) : filter_{&filter}, program_{std::move(program)} {}

	Filter* filter_;
	Program program_;
	unsigned program_id_ = 0;
	std::unique_ptr<std::vector<ctg_observed>> packets_ = std::make_unique<std::vector<ctg_observed>>();
	UniqueFd ring_map_;
	std::unique_ptr<ring_buffer, RingDeleter> ring_;
};

} // namespace ctgate
