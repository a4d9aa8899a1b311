// SPDX-License-Identifier: MIT
#include "loader/place.hpp"

#include "loader/link_place.hpp"
#include "loader/shared/shared_place.hpp"

namespace ctgate
{
namespace
{

template <class Kind>
Result<std::unique_ptr<Place>> as_place(Result<Kind> place)
{
	if (!place)
		return error_of(place);
	return std::make_unique<Kind>(std::move(*place));
}

} // namespace

bool Place::is_pinned(const PinDirectory& pins)
{
	return pins.holds(LinkPlace::kPin) || pins.holds(SharedPlace::kPin);
}

Result<std::unique_ptr<Place>> Place::open(const PinDirectory& pins)
{
	if (pins.holds(SharedPlace::kPin))
		return as_place(SharedPlace::open(pins));
	return as_place(LinkPlace::open(pins));
}

Result<std::unique_ptr<Place>> Place::take(const Interface& interface, XdpMode mode, const Program& program,
					   const PinDirectory& pins)
{
	if (auto gone = pins.unpin(SharedPlace::kPin); !gone)
		return error_of(gone);
	return as_place(LinkPlace::take(interface, mode, program, pins));
}

Result<std::unique_ptr<Place>> Place::share(const Interface& interface, XdpMode mode, Priority priority,
					    const Program& program, const PinDirectory& pins)
{
	if (auto gone = pins.unpin(LinkPlace::kPin); !gone)
		return error_of(gone);
	return as_place(SharedPlace::take(interface, mode, priority, program, pins));
}

} // namespace ctgate
