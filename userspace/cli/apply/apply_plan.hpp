// SPDX-License-Identifier: MIT
// What `ctgate apply` would do: found out before anything is done.
#pragma once

#include "userspace/config/file/configuration.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::cli
{

struct ApplyPlan {
	struct Attaching {
		Interface interface;
		file::Settings settings;
	};
	struct Changing {
		std::string filter; ///< the name that the interface had at attach
		Config config;
	};

	std::vector<Attaching> attaching;
	std::vector<Changing> changing;
	std::vector<std::string> as_wanted; ///< filters that stand as the files say
	std::vector<std::string> left;      ///< filters of which no file speaks
	std::vector<std::string> absent;    ///< interfaces that a file names and that are not there
	std::array<std::optional<std::vector<SetEntry>>, CTG_SETS> sets; ///< what is to replace them; sorted

	bool changes_sets() const { return sets[CTG_SET_ALLOW] || sets[CTG_SET_DENY]; }
	bool changes_nothing() const { return attaching.empty() && changing.empty() && !changes_sets(); }
};

/// Whatever can be known to fail fails here: EBUSY when somebody else has an interface, EEXIST when a filter would
/// have to be taken off to be as the files say, EINVAL when they contradict themselves for one interface.
Result<ApplyPlan> plan_apply(const file::Configuration& configuration);
/// The same for one interface that has come. What stands is not touched: neither filters, nor the sets that they read.
Result<ApplyPlan> plan_newcomer(const file::Configuration& configuration, const Interface& newcomer);

/// What of its settings was chosen at attach; the rest as built in.
Result<file::Settings> attached_as(const Filter& filter);
/// The settings of a filter that stands, read back from the kernel.
Result<file::Settings> settings_in_force(Filter& filter);

/// What is in a set now; nothing when no interface has a filter. Those whose time is over are left out.
Result<std::vector<SetEntry>> entries_in_force(ctg_set set);

/// The entries that the files say, and those that run out by themselves: `deny add --for`.
std::vector<SetEntry> entries_wanted(const std::vector<file::Member>& members, const std::vector<SetEntry>& in_force);

} // namespace ctgate::cli
