// SPDX-License-Identifier: MIT
#include "loader/sets/sets.hpp"

#include <algorithm>
#include <vector>

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

Result<Sets> Sets::successor(std::span<const PrefixSet> kept)
{
	auto next = PinDirectory::make_next_sets();
	if (!next)
		return error_of(next);
	for (const PrefixSet& set : kept)
		if (auto pinned = set.pin(*next); !pinned)
			return error_of(pinned);
	return Sets{std::move(*next)};
}

Result<Sets> Sets::successor(std::span<const ctg_set> empty) const
{
	std::vector<PrefixSet> sets;
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		auto set = open(which);
		if (set && std::ranges::find(empty, which) != empty.end())
			set = set->empty_copy();
		if (!set)
			return error_of(set);
		sets.push_back(std::move(*set));
	}
	return successor(sets);
}

} // namespace ctgate
