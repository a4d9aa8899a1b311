// SPDX-License-Identifier: MIT
// The one way in which a command changes filters that stand: prepare all, then put all in force.
#pragma once

#include "loader/intent.hpp"
#include "loader/sets/sets.hpp"
#include "userspace/config/config.hpp"

#include <functional>
#include <list>
#include <string>
#include <vector>

namespace ctgate::cli
{

/// One filter on its way from one program to the next. Keeps other writers out while it lives.
struct Change {
	Filter filter;
	UniqueFd lock;
	Program next;
	std::string what; ///< what the interface had and has
};

/// Loads the next program of a filter, and says what the interface had and has.
using Loading = std::function<Result<Program>(Filter&, std::string& what)>;

/// Loads a program for every filter, or for none. Leaves out, with a warning, filters whose interface was deleted.
Result<std::list<Change>> prepare_changes(std::vector<Filter> filters, const Loading& load);
/// The same for one change of every configuration.
Result<std::list<Change>> prepare_changes(std::vector<Filter> filters,
					  const std::function<Result<std::string>(Config&)>& change);
/// The same configuration over other sets.
Result<std::list<Change>> prepare_changes(std::vector<Filter> filters, const PinDirectory& sets);

/// All of them, or what ran before runs on.
Result<void> put_in_force(std::list<Change>& changes);
/// The same, as the last steps of a greater change.
Result<void> put_in_force(std::list<Change>& changes, Intent& intent);
/// The same for programs that were loaded over the `next` sets: these take the place of the sets in force.
Result<void> put_in_force(std::list<Change>& changes, Intent& intent, const Sets& sets, const Sets& next);

/// Makes one change to every filter, or to none: all programs are loaded before the first is swapped in.
/// Prints what each interface had and has.
Result<void> change_filters(std::vector<Filter> filters, const std::function<Result<std::string>(Config&)>& change);

} // namespace ctgate::cli
