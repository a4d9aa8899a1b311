// SPDX-License-Identifier: MIT
// What a change that takes several steps is about to do, written down on bpffs before the first. When its writer is
// killed, the next command takes it back or ends it, and nobody meets half of it.
#pragma once

#include "loader/filter.hpp"

#include <span>
#include <string>
#include <utility>

namespace ctgate
{

/// Of one network namespace there is one at a time.
class Intent
{
public:
	/// Before the first step. These interfaces get a filter: who is killed before commit() never attached them.
	/// EBUSY when another change is under way.
	static Result<Intent> begin(std::span<const std::string> attaching);

	/// A filter by the name under which it was attached, and its next program.
	using Next = std::pair<std::string, const Program*>;
	/// All is ready, these programs are to be swapped in. Who is killed after this has done it all.
	Result<void> commit(std::span<const Next> programs);

	/// After the last step, or after all was taken back because of an error, which it gives back. What cannot be
	/// removed when all is done is left to the next command, which comes to the same end.
	Result<void> end(const Result<void>& done);

	/// What became of a change whose writer was killed.
	enum class Settled { kNothing, kFinished, kTakenBack };
	enum class Wait { kWhileSwapping, kUntilDone };
	/// Ends such a change. Waits while a living process swaps programs, or, if told so, until it has done it all.
	static Result<Settled> settle(Wait wait = Wait::kWhileSwapping);

private:
	explicit Intent(PinDirectory pins, UniqueFd lock) : pins_{std::move(pins)}, lock_{std::move(lock)} {}
	Result<void> finish() const;
	Result<void> take_back() const;
	Result<Settled> settle_held();

	PinDirectory pins_;
	UniqueFd lock_;
};

} // namespace ctgate
