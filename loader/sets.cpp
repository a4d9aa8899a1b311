// SPDX-License-Identifier: MIT
#include "loader/sets.hpp"

namespace ctgate
{

Result<Sets> Sets::open()
{
	auto pins = PinDirectory::open_sets();
	if (!pins)
		return error_of(pins);
	return Sets{std::move(*pins)};
}

Result<Sets> Sets::hold()
{
	if (const auto any = PinDirectory::open_sets(); !any)
		return error_of(any);
	auto held = PinDirectory::hold_sets();
	if (!held)
		return error_of(held);
	return Sets{std::move(held->pins), std::move(held->lock)};
}

Result<Sets> Sets::successor(ctg_set empty) const
{
	auto next = PinDirectory::make_next_sets();
	if (!next)
		return error_of(next);
	for (const auto set : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		const auto present = open(set);
		if (!present)
			return error_of(present);
		const auto copy = set == empty ? present->empty_copy() : open(set);
		if (!copy)
			return error_of(copy);
		if (auto pinned = copy->pin(*next); !pinned)
			return error_of(pinned);
	}
	return Sets{std::move(*next)};
}

} // namespace ctgate
