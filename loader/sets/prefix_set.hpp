// SPDX-License-Identifier: MIT
// The prefixes that an operator allows or denies, as the kernel holds them: LPM tries for the program, and the
// texts that go with them for people.
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"
#include "loader/pins/pins.hpp"
#include "loader/program/program.hpp"
#include "loader/sets/prefix.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ctgate
{

constexpr std::string_view to_string(ctg_set set)
{
	return set == CTG_SET_ALLOW ? "allow" : "deny";
}

struct SetEntry {
	Prefix prefix;
	std::optional<std::chrono::sys_seconds> until; ///< absent: for good
	std::chrono::sys_seconds added_at{};
	std::string why; ///< cut to 94 bytes in the kernel

	bool is_over() const { return until && *until <= std::chrono::system_clock::now(); }
};

/// Times are kept in the kernel as time since boot: a clock that is set meanwhile moves `until`, not the duration.
class PrefixSet
{
public:
	/// ENOENT where there is none.
	static Result<PrefixSet> open(const PinDirectory& pins, ctg_set set);
	/// Of a program that is pinned nowhere: without texts.
	static Result<PrefixSet> of(const Program& program, ctg_set set);
	/// Empty maps of the same shape, pinned nowhere.
	Result<PrefixSet> empty_copy() const;
	Result<void> pin(const PinDirectory& pins) const;

	ctg_set set() const { return set_; }

	/// The entry of this very prefix, its time over or not.
	Result<std::optional<SetEntry>> exactly(const Prefix& prefix) const;
	/// The longest prefix around it whose time is not over: the one that decides for the program too.
	Result<std::optional<SetEntry>> around(const Prefix& prefix) const;

	/// In force at once where the set was not empty. ENOSPC when the set is full.
	Result<void> put(const SetEntry& entry) const;
	/// The same for many; what was put before an error stays.
	Result<void> put_all(std::span<const SetEntry> entries) const;
	/// ENOENT when it is not there.
	Result<void> remove(const Prefix& prefix) const;

	/// Calls `each` for every entry of a family, in no order, those whose time is over too.
	Result<void> walk(ctg_family family, const std::function<void(const SetEntry&)>& each) const;
	/// How many entries there are of both families, those whose time is over too.
	Result<std::size_t> size() const;
	/// A prefix that is there for good; nothing when there is none.
	Result<std::optional<Prefix>> any_for_good(ctg_family family) const;

private:
	PrefixSet(ctg_set set, UniqueFd ipv4, UniqueFd ipv6, UniqueFd why)
	    : set_{set}, family_{std::move(ipv4), std::move(ipv6)}, why_{std::move(why)}
	{
	}
	static Result<PrefixSet> of_maps(ctg_set set, Result<UniqueFd> ipv4, Result<UniqueFd> ipv6,
					 Result<UniqueFd> why);
	/// Some keys and their values; false when that is enough.
	using Batch = std::function<Result<bool>(std::span<const char> keys, std::span<const ctg_set_entry> values)>;
	Result<void> read(ctg_family family, const Batch& batch) const;
	bool has_texts() const;
	Result<std::string> why(const Prefix& prefix) const;
	Result<void> put_why(const SetEntry& entry) const;
	Result<std::optional<SetEntry>> look_up(const Prefix& prefix) const;

	ctg_set set_;
	UniqueFd family_[CTG_FAMILIES];
	UniqueFd why_;
};

} // namespace ctgate
