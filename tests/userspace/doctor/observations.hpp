// SPDX-License-Identifier: MIT
// Observations for the tests of the rules: what matters is said, the rest is a healthy host.
#pragma once

#include "userspace/doctor/observation.hpp"
#include "userspace/doctor/rules.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::doctor
{

constexpr double kInterval = 2;
constexpr std::uint64_t kMax = 100'000;
/// A tenth of the limit: nothing is pressed.
constexpr std::uint64_t kEntries = 10'000;

/// Entries of one kind.
struct Part {
	conntrack::Kind kind;
	std::uint64_t entries;
	std::uint64_t replied = 0, assured = 0;
	std::uint64_t from_here = 0, to_here = 0;
	std::uint64_t sources = 500, destinations = 50;
	std::vector<Named> top_sources = {{"192.0.2.7", 9}};
	std::vector<Named> top_services = {{"tcp 198.51.100.1:443", 9}};
	std::vector<Named> top_pairs = {{"192.0.2.7 > tcp 198.51.100.1:443", 9}};
};

struct Scene {
	std::uint64_t max = kMax;
	std::vector<Part> parts = {};
	/// Answered pings, of which no rule makes anything, until the table holds so many.
	std::uint64_t entries = kEntries;
	std::uint64_t held = 0;            ///< counted, and in no table
	std::int64_t growth = 0;           ///< entries a second
	conntrack::Counters a_second = {}; ///< that the counters grow by
	std::optional<Tapped> tapped = {}; ///< a second, too
	std::uint64_t received_a_second = 0;
};

/// The 32-bit counters wrap between the two moments, as they do one day on every host.
Observation observation(const Scene& scene);

/// A table in which so many of kEntries are of this kind.
Observation table_with(const Part& part);
/// The same, nearly full: 90 % of the limit.
Observation nearly_full_with(const Part& part);

std::optional<Finding> ask(rules::Rule rule, const Observation& seen);
bool fires(rules::Rule rule, const Observation& seen);
/// In the order of a diagnosis: "syn-flood churn"; empty for a healthy host.
std::string causes_of(const Observation& seen);
/// Everything that a finding says, for HasSubstr.
std::string all_of(const Finding& finding);

} // namespace ctgate::doctor
