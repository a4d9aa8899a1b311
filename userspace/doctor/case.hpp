// SPDX-License-Identifier: MIT
// An observation as the rules ask about it.
#pragma once

#include "userspace/doctor/finding.hpp"
#include "userspace/doctor/observation.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ctgate::doctor
{

class Case
{
public:
	/// Within a quarter of an hour is soon.
	static constexpr double kSoonSeconds = 900;

	explicit Case(const Observation& observation) : seen{observation} {}

	const Observation& seen;

	const Group& of(conntrack::Kind kind) const { return seen.figures.of(kind); }
	std::uint64_t sum(std::initializer_list<conntrack::Kind> kinds) const;
	/// The part of the table that so many entries are: 0 to 1.
	double share(std::uint64_t entries) const;
	/// Enough to speak of: 1 % of the limit, and a few hundred.
	bool matters(std::uint64_t entries) const;
	/// matters(), and at least this part of the table.
	bool weighs(std::uint64_t entries, double at_least) const;

	/// Entries a second by which the table really grows. The count alone goes up and down: what has expired stays
	/// in it until the collector comes, up to a minute later. What expires anyway is therefore taken off.
	double growth() const;
	/// More than chance makes of what comes and expires within so short a time.
	bool grows() const;
	/// None when it does not grow, or there is no limit.
	std::optional<double> seconds_to_full() const;
	/// Packets refused a second because there was no room. The kernel's `drop` counts also those that failed to be
	/// inserted, for which there was room.
	double refused() const;
	double evicted() const { return seen.per_second(&conntrack::Counters::early_drop); }
	/// Near its limit, over it, or soon there: what would be healthy in an empty table is not here.
	bool pressed() const;
	/// The same of entries that live so long: they fill no table that grows more slowly.
	bool pressed_within(double seconds) const;
	/// The part of the refused packets that are malformed, as far as a tap saw them.
	double malformed_part_of_refused() const;
	/// The program on this host that holds the sockets of a service, or of a kind by its name; null when none is
	/// known.
	const Owner* owner_of(std::string_view service) const;
};

/// What a pair's name says: "192.0.2.7" and "tcp 198.51.100.1:443" of "192.0.2.7 > tcp 198.51.100.1:443".
struct Pair {
	std::string source, service;

	explicit Pair(const Named& pair);
};

/// "31 %", "0.4 %".
std::string percent(double share);
/// "3.2/s", "512/s".
std::string rate(double per_second);
/// The name and how much of a group it is: "192.0.2.7 (31 %)"; "none that stands out" under 2 %.
std::string leader(const std::vector<Named>& names, std::uint64_t of);
/// "512 from 3 sources, most from A (31 %); most to B (88 %)". "none" of an empty one.
std::string who(const Group& group);

} // namespace ctgate::doctor
