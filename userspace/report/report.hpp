// SPDX-License-Identifier: MIT
// What reports are made from: values only, so that every format says the same.
#pragma once

#include "loader/counters.hpp"
#include "loader/filter.hpp"
#include "loader/shared/dispatcher.hpp"
#include "userspace/config/config.hpp"
#include "userspace/conntrack/timeouts.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::report
{

/// One interface's filter at one moment.
struct Status {
	std::string interface;     ///< the name it was attached under
	std::string interface_now; ///< the name it has; empty when it is gone
	std::chrono::system_clock::time_point attached_at;
	Whereabouts whereabouts = Whereabouts::kHere;
	std::string absence = {}; ///< why nothing runs here, and the way out; empty when it runs
	Sharing sharing = Sharing::kExclusive;
	/// Absent when the interface is not here, or nothing is filtered there.
	struct Running {
		XdpMode mode;
		unsigned program_id;
		/// Who shares the interface, the filter among them, in the order in which they are called.
		std::vector<Dispatcher::Member> sharing = {};
	};
	std::optional<Running> running;
	/// Among those who share the interface; none where the filter has it for itself.
	std::optional<Priority> priority() const;
	Config config;               ///< in force, or last in force
	bool asks_conntrack = false; ///< the kernel can look flows up
	/// Of an entry that the filter cannot see; looked for by `ctgate status` only.
	std::optional<std::uint16_t> foreign_zone = {};
	std::uint8_t allow = 0, deny = 0; ///< 1 << ctg_family where the set is not empty
	/// False when the sets were changed and this interface still has the old ones; see `ctgate status`.
	bool follows_sets = true;
	Counters counters;
	std::string counters_pin; ///< where bpftool finds the same figures
};

/// Counters now, and how they moved since an earlier reading.
struct Drops {
	Status status;
	Counters earlier;
	/// Of the namespace, to tell what dropped packets would have cost; the error is why not.
	Result<conntrack::Timeouts> timeouts = fail(ENOENT, "nobody asked how long entries last");

	double seconds() const;
	/// Packets a second between the two readings; 0 when there is no time between them.
	double per_second(const Count& now, const Count& before) const;
};

} // namespace ctgate::report
