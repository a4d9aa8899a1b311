// SPDX-License-Identifier: MIT
// What fills or blocks a conntrack table, really made: entries by ctnetlink where time forbids traffic, packets where
// only packets do it.
#pragma once

#include "tests/e2e/doctor/courses.hpp"
#include "tests/e2e/doctor/shapes.hpp"
#include "userspace/doctor/finding.hpp"

#include <cstdint>
#include <vector>

namespace ctgate::e2e
{

/// So small that a test fills it in milliseconds.
constexpr std::uint32_t kMax = 20000;

struct Illness {
	doctor::Cause cause;
	/// What it is made of; none where begin() makes it, or nothing does.
	NewEntry (*entry)(std::uint32_t) = nullptr;
	/// More of these come while the doctor looks.
	bool grows = false;
	/// What else belongs to it, for so many entries.
	Course (*begin)(const Ward& ward, std::uint32_t number) = nullptr;
	/// Does it take entries at all?
	bool takes_room = true;
};

/// One for each cause that a table can have.
std::vector<Illness> illnesses();
const Illness& illness(const std::vector<Illness>& all, doctor::Cause cause);

/// No illness: new connections keep coming, which a full table refuses or lets in at the cost of others.
Illness customers();

} // namespace ctgate::e2e
