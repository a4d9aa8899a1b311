// SPDX-License-Identifier: MIT
// The allow set and the deny set, which all interfaces of a network namespace share.
#pragma once

#include "loader/sets/prefix_set.hpp"

namespace ctgate
{

/// The sets that are pinned. To replace one whole: make a successor(), fill it, load programs over its pins(),
/// exchange() the two, put the programs in force. Who is killed in between leaves programs with the old set, and
/// the next change of any kind, or the same again, gives them the new one.
class Sets
{
public:
	/// ENOTCONN when no interface has a filter.
	static Result<Sets> open();
	/// The same for a writer: keeps others out while it lives, and waits for them for a few seconds.
	static Result<Sets> hold();

	Result<PrefixSet> open(ctg_set set) const { return PrefixSet::open(pins_, set); }
	const PinDirectory& pins() const { return pins_; }

	/// The same sets, but these empty; in force nowhere.
	Result<Sets> successor(std::span<const ctg_set> empty) const;
	/// These sets once more, in force nowhere: to bring back what the caller kept.
	static Result<Sets> successor(std::span<const PrefixSet> kept);
	/// Each takes the other's place.
	Result<void> exchange(const Sets& other) const { return pins_.exchange(other.pins_); }
	/// Removes the pins: of the one that is not, or no longer, in force.
	Result<void> remove() const { return pins_.remove(); }

private:
	explicit Sets(PinDirectory pins, UniqueFd lock = {}) : pins_{std::move(pins)}, lock_{std::move(lock)} {}

	PinDirectory pins_;
	UniqueFd lock_;
};

/// Whether the sets that are pinned there are those of the program.
Result<bool> reads_sets(const Program& program, const PinDirectory& sets);

} // namespace ctgate
