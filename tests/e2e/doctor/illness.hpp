// SPDX-License-Identifier: MIT
// What fills or blocks a conntrack table, really made: entries by ctnetlink where time forbids traffic, packets where
// only packets do it.
#pragma once

#include "tests/e2e/doctor/ward.hpp"
#include "tests/e2e/entries.hpp"
#include "userspace/doctor/finding.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ctgate::e2e
{

/// So small that a test fills it in milliseconds. `ratio` would be right with as many buckets.
constexpr std::uint32_t kMax = 20000;

/// What goes on while an illness lasts.
struct Course {
	std::shared_ptr<void> lasting = {};
	std::function<void()> meanwhile = {}; ///< done every ten milliseconds while the doctor looks
};

struct Illness {
	doctor::Cause cause;
	/// The first n of the entries that it is made of; none where begin() makes them, or nothing does.
	std::function<std::vector<NewEntry>(std::uint32_t from, std::uint32_t number)> entries = {};
	/// More of these come while the doctor looks.
	bool grows = false;
	/// What else belongs to it, for so many entries.
	std::function<Course(const Ward& ward, std::uint32_t number)> begin = {};
	/// Does it take entries at all?
	bool takes_room = true;
};

/// One for each cause that a table can have.
std::vector<Illness> illnesses();
const Illness& illness(const std::vector<Illness>& all, doctor::Cause cause);

/// No illness: new connections keep coming, which a full table refuses or lets in at the cost of others.
Illness customers();

/// A host that works: browsers, a few downloads, DNS, what closes and what begins, in the usual parts.
std::vector<NewEntry> healthy_entries(std::uint32_t from, std::uint32_t number);

} // namespace ctgate::e2e
