// SPDX-License-Identifier: MIT
#include "userspace/cli/sets/set_change.hpp"

#include "userspace/cli/change.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/safety/lock_out.hpp"

#include <algorithm>

namespace ctgate::cli
{
namespace
{

using Before = std::vector<std::optional<SetEntry>>;

/// One set, held, with all filters that read it.
struct Writing {
	std::vector<Filter> filters;
	Sets sets;
	PrefixSet set;
};

Result<Writing> begin(ctg_set set)
{
	auto filters = open_filters(""); // first, to say that there are none
	if (!filters)
		return error_of(filters);
	auto sets = Sets::hold();
	if (!sets)
		return error_of(sets);
	auto opened = sets->open(set);
	if (!opened)
		return error_of(opened);
	return Writing{std::move(*filters), std::move(*sets), std::move(*opened)};
}

/// A program was loaded for a set that is empty, or is not; when that has changed, another one is needed.
Result<void> let_filters_follow(Writing& writing)
{
	bool all_follow = true;
	for (auto& filter : writing.filters) {
		if (!filter.alive())
			continue; // nobody meets it
		const auto follows = filter.follows_sets();
		if (!follows)
			return error_of(follows);
		all_follow = all_follow && *follows;
	}
	if (all_follow)
		return {};
	auto changes = prepare_changes(std::move(writing.filters), writing.sets.pins());
	return changes ? put_in_force(*changes) : error_of(changes);
}

Result<Before> look_before(const PrefixSet& set, const auto& prefixes)
{
	Before before;
	for (const Prefix& prefix : prefixes) {
		auto entry = set.exactly(prefix);
		if (!entry)
			return error_of(entry);
		before.push_back(std::move(*entry));
	}
	return before;
}

/// As well as it goes: the first error is the one to tell.
void restore(const PrefixSet& set, const auto& prefixes, const Before& before)
{
	std::size_t i = 0;
	for (const Prefix& prefix : prefixes) {
		const auto& entry = before[i++];
		(void)(entry ? set.put(*entry) : set.remove(prefix));
	}
}

Result<void> require_safe(const Writing& writing, const std::vector<SetEntry>& entries, Force force)
{
	if (force == Force::kYes || writing.set.set() != CTG_SET_DENY)
		return {};
	if (auto some = require_some_left(entries); !some)
		return some;
	const auto allowed = writing.sets.open(CTG_SET_ALLOW);
	return allowed ? require_not_cut_off(entries, *allowed) : error_of(allowed);
}

/// Who is denied and allowed is denied when he is no longer allowed.
Result<void> require_still_allowed(const Writing& writing, const PrefixSet& allowed_then, Force force)
{
	const auto peer = ssh_peer();
	if (force == Force::kYes || writing.set.set() != CTG_SET_ALLOW || !peer)
		return {};
	const auto denied = writing.sets.open(CTG_SET_DENY);
	if (!denied)
		return error_of(denied);
	const auto entry = denied->around(*peer);
	if (!entry)
		return error_of(entry);
	return *entry ? require_not_cut_off({&**entry, 1}, allowed_then) : Result<void>{};
}

} // namespace

Result<Before> add_to_set(ctg_set set, const std::vector<SetEntry>& entries, Force force)
{
	auto writing = begin(set);
	if (!writing)
		return error_of(writing);
	if (auto safe = require_safe(*writing, entries, force); !safe)
		return error_of(safe);
	std::vector<Prefix> prefixes;
	std::ranges::transform(entries, std::back_inserter(prefixes), &SetEntry::prefix);
	auto before = look_before(writing->set, prefixes);
	if (!before)
		return before;

	auto done = writing->set.put_all(entries);
	if (done)
		done = let_filters_follow(*writing);
	if (!done) {
		restore(writing->set, prefixes, *before);
		return error_of(done);
	}
	return before;
}

Result<std::vector<SetEntry>> delete_from_set(ctg_set set, const std::vector<Prefix>& prefixes, Force force)
{
	auto writing = begin(set);
	if (!writing)
		return error_of(writing);
	const auto before = look_before(writing->set, prefixes);
	if (!before)
		return error_of(before);
	std::vector<SetEntry> deleted;
	for (std::size_t i = 0; i < prefixes.size(); ++i) {
		if ((*before)[i]) {
			deleted.push_back(*(*before)[i]);
			continue;
		}
		const auto around = writing->set.around(prefixes[i]);
		return fail(ENOENT, "{} is not in the set{}", to_string(prefixes[i]),
			    around && *around ? fmt::format("; {}, which holds it, is", to_string((*around)->prefix))
					      : "");
	}

	Result<void> done;
	for (const SetEntry& entry : deleted)
		if (done)
			done = writing->set.remove(entry.prefix);
	if (done)
		done = require_still_allowed(*writing, writing->set, force);
	if (done)
		done = let_filters_follow(*writing);
	if (!done) {
		restore(writing->set, prefixes, *before);
		return error_of(done);
	}
	return deleted;
}

Result<std::size_t> delete_those_over(ctg_set set)
{
	auto writing = begin(set);
	if (!writing)
		return error_of(writing);
	std::vector<Prefix> over;
	for (const auto family : {CTG_IPV4, CTG_IPV6})
		if (auto walked = writing->set.walk(family,
						    [&](const SetEntry& entry) {
							    if (entry.is_over())
								    over.push_back(entry.prefix);
						    });
		    !walked)
			return error_of(walked);
	for (const Prefix& prefix : over)
		if (auto removed = writing->set.remove(prefix); !removed)
			return error_of(removed);
	if (auto done = let_filters_follow(*writing); !done)
		return error_of(done);
	return over.size();
}

namespace
{

/// All filters over the next sets, or all over those that were.
Result<void> swap_over(std::list<Change>& changes, const Sets& sets, const Sets& next)
{
	auto intent = Intent::begin({});
	if (!intent)
		return error_of(intent);
	return intent->end(put_in_force(changes, *intent, sets, next));
}

} // namespace

Result<std::size_t> replace_set(ctg_set set, const std::vector<SetEntry>& entries, Force force)
{
	auto writing = begin(set);
	if (!writing)
		return error_of(writing);
	if (auto safe = require_safe(*writing, entries, force); !safe)
		return error_of(safe);
	const auto before = writing->set.size();
	if (!before)
		return before;

	const auto next = writing->sets.successor({&set, 1});
	if (!next)
		return error_of(next);
	const auto in_force = [&]() -> Result<void> {
		const auto fresh = next->open(set);
		if (!fresh)
			return error_of(fresh);
		if (auto filled = fresh->put_all(entries); !filled)
			return filled;
		if (auto safe = require_still_allowed(*writing, *fresh, force); !safe)
			return safe;
		auto changes = prepare_changes(std::move(writing->filters), next->pins());
		return changes ? swap_over(*changes, writing->sets, *next) : error_of(changes);
	};
	const auto done = in_force();
	if (auto removed = next->remove(); done && !removed)
		return error_of(removed);
	return done ? before : error_of(done);
}

} // namespace ctgate::cli
