// SPDX-License-Identifier: MIT
// A plan while it is being made.
#pragma once

#include "userspace/sysctl/plan.hpp"

#include <string>
#include <string_view>

namespace ctgate::sysctl
{

struct Draft {
	const Host& host;
	const Wish& wish;
	Plan plan;

	void propose(std::string_view setting, std::int64_t value, Origin origin, std::string why);

	/// The value that it will have; zero where the kernel has no such setting.
	std::int64_t after(std::string_view setting) const;
	bool changes(std::string_view setting) const { return after(setting) != before(setting); }
	std::int64_t before(std::string_view setting) const;
	bool writable(std::string_view setting) const;
	/// The kernel rounds buckets up to whole pages.
	std::int64_t whole_pages(std::int64_t buckets) const;
};

// The steps, in this order; a file each.

/// What was asked for. EINVAL where it cannot be changed.
Result<void> take_asked(Draft& draft);
/// What the profile has and what is asked for has not.
void take_profile(Draft& draft);
/// What belongs to the changes so far: as many buckets as entries, streams no shorter than single answers.
void couple(Draft& draft);
/// EINVAL for what would shut the door or eat the memory.
Result<void> require_safe(const Draft& draft);
/// Warnings of each change, notes, and relief.
void advise(Draft& draft);

} // namespace ctgate::sysctl
