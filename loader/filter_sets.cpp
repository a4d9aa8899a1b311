// SPDX-License-Identifier: MIT
// What a filter has to do with the sets that it shares with the others of its namespace.
#include "loader/filter.hpp"
#include "loader/sets/sets.hpp"

namespace ctgate
{

Result<bool> reads_sets(const Program& program, const PinDirectory& sets)
{
	for (const auto set : {CTG_SET_ALLOW, CTG_SET_DENY})
		for (const auto family : {CTG_IPV4, CTG_IPV6}) {
			const auto in_program = map_id(program.map(set_name(set, family)));
			if (!in_program)
				return error_of(in_program);
			const auto pinned = map_id(sets.get(set_name(set, family)));
			if (!pinned)
				return error_of(pinned);
			if (*in_program != *pinned)
				return false;
		}
	return true;
}

Result<bool> Filter::follows_sets()
{
	const auto running = image();
	if (!running)
		return error_of(running);
	const auto program = Program::running(program_id());
	if (!program)
		return error_of(program);
	const auto pins = map_pins();
	if (!pins)
		return error_of(pins);

	for (const auto set : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		const auto families = pins->families_of(set);
		if (!families)
			return error_of(families);
		if (*families != (set == CTG_SET_ALLOW ? running->machine.allow : running->machine.deny))
			return false;
	}
	return reads_sets(*program, pins->sets);
}

Result<void> Filter::remove_unused_sets()
{
	const auto sets = PinDirectory::hold_sets();
	return sets ? remove_unused_sets(sets->pins) : Result<void>{error_of(sets)};
}

Result<void> Filter::remove_unused_sets(const PinDirectory& held)
{
	const auto names = PinDirectory::interfaces();
	if (!names)
		return error_of(names);
	return names->empty() ? held.remove() : Result<void>{};
}

} // namespace ctgate
