// SPDX-License-Identifier: MIT
// The filter of an interface as plain packets meet it, tried on frames that nobody sent.
#pragma once

#include "loader/filter.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ctgate
{

/// The program in force, loaded once more, over maps of its own that go with it. It takes the same ways as that one,
/// the short one too, and says nothing of them. What depends on the moment is off: limits, sets and conntrack.
class Rehearsal
{
public:
	static Result<Rehearsal> of(Filter& filter);

	/// An enum xdp_action. A whole frame from the Ethernet header on, without FCS; EINVAL as Tracer::run().
	Result<std::uint32_t> verdict(std::span<const std::byte> frame) const;

private:
	explicit Rehearsal(Program program) : program_{std::move(program)} {}

	Program program_;
};

} // namespace ctgate
