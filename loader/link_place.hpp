// SPDX-License-Identifier: MIT
// An interface for one program alone, held by a pinned link.
#pragma once

#include "loader/place.hpp"

namespace ctgate
{

class LinkPlace final : public Place
{
public:
	static constexpr std::string_view kPin = "link";

	static Result<LinkPlace> open(const PinDirectory& pins);
	/// EOPNOTSUPP: the driver has no native XDP.
	static Result<LinkPlace> take(const Interface& interface, XdpMode mode, const Program& program,
				      const PinDirectory& pins);

	Sharing sharing() const override { return Sharing::kExclusive; }
	std::chrono::system_clock::time_point since() const override { return pins_.pinned_at(kPin); }
	Result<Standing> ask() const override;
	Result<void> exchange(const Standing& standing, const Program& from, const Program& to) const override;
	Result<void> leave(const Standing& standing) const override;

private:
	LinkPlace(PinDirectory pins, UniqueFd link) : pins_{std::move(pins)}, link_{std::move(link)} {}

	PinDirectory pins_;
	UniqueFd link_;
};

} // namespace ctgate
