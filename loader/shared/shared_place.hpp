// SPDX-License-Identifier: MIT
// A place behind libxdp's dispatcher.
#pragma once

#include "loader/place.hpp"
#include "loader/shared/dispatcher.hpp"

#include <optional>

namespace ctgate
{

/// What is in force stands in the dispatcher: its member that uses this filter's counters. The program is pinned too,
/// so that it can be read when another tool has taken it out.
class SharedPlace final : public Place
{
public:
	static constexpr std::string_view kPin = "shared";

	static Result<SharedPlace> open(const PinDirectory& pins);
	/// EOPNOTSUPP: the driver has no native XDP; ENOTSUP: nothing can be shared on this kernel.
	static Result<SharedPlace> take(const Interface& interface, XdpMode mode, Priority priority,
					const Program& program, const PinDirectory& pins);

	Sharing sharing() const override { return Sharing::kShared; }
	std::chrono::system_clock::time_point since() const override { return pins_.pinned_at(kCounters); }
	Result<Standing> ask() const override;
	Result<void> exchange(const Standing& standing, const Program& from, const Program& to) const override;
	Result<void> leave(const Standing& standing) const override;

private:
	static constexpr std::string_view kCounters = "counters";

	SharedPlace(PinDirectory pins, unsigned counters_id) : pins_{std::move(pins)}, counters_id_{counters_id} {}
	Result<Standing> ask(const Interface& interface) const;

	PinDirectory pins_;
	unsigned counters_id_;
};

} // namespace ctgate
