// SPDX-License-Identifier: MIT
// What would be changed, and why: a pure function of what there is and what is wanted.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/host.hpp"
#include "userspace/sysctl/profile.hpp"
#include "userspace/sysctl/setting.hpp"
#include "userspace/sysctl/wish.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::sysctl
{

/// Who wants it.
enum class Origin { kAsked, kCoupled, kProfile };

/// One setting. `now` is `proposed` where somebody asked for what is there: the file is to keep it.
struct Change {
	const Setting* setting;
	std::int64_t now, proposed;
	Origin origin;
	std::string why;
	std::vector<std::string> warnings; ///< of this value, on this host
};

struct Plan {
	std::optional<ChosenProfile> profile;
	std::vector<Change> changes;     ///< in the order of the catalogue
	std::vector<std::string> notes;  ///< what was left out and why, what to look at
	std::vector<std::string> relief; ///< commands for the entries that are there already
	std::int64_t max_before = 0, max_after = 0;
	std::int64_t buckets_before = 0, buckets_after = 0;

	/// EINVAL when what is asked for is dangerous or cannot be done here.
	static Result<Plan> make(const Host& host, const Wish& wish);

	const Change* find(std::string_view setting) const;
};

} // namespace ctgate::sysctl
