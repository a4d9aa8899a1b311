// SPDX-License-Identifier: MIT
// Where the sets are pinned, which all interfaces of a network namespace share.
#include "loader/pins/pins.hpp"

namespace ctgate
{
namespace
{

constexpr const char* kSets = ":sets";
constexpr const char* kNextSets = ":sets-next";

} // namespace

Result<PinDirectory> PinDirectory::open_sets()
{
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);
	auto directory = find(kSets);
	if (!directory)
		return error_of(directory);
	if (!*directory)
		return fail(ENOTCONN,
			    "no interface of this network namespace has a filter, so there are no sets; attach it: "
			    "ctgate attach eth0");
	return std::move(**directory);
}

Result<PinDirectory> PinDirectory::make_sets()
{
	return make(kSets);
}

Result<PinDirectory::Held> PinDirectory::hold_sets()
{
	for (;;) {
		auto sets = make_sets();
		if (!sets)
			return error_of(sets);
		auto lock = sets->lock_patiently();
		if (lock)
			return Held{.pins = std::move(*sets), .lock = std::move(*lock)};
		if (lock.error().code() != ENOTCONN) // who held them before has removed them: once more
			return error_of(lock);
	}
}

Result<PinDirectory> PinDirectory::make_next_sets()
{
	auto next = make(kNextSets);
	if (!next)
		return next;
	if (auto emptied = next->remove(); !emptied) // what a change left that was cut short
		return error_of(emptied);
	return make(kNextSets);
}

Result<std::optional<PinDirectory>> PinDirectory::find_next_sets()
{
	return find(kNextSets);
}

} // namespace ctgate
