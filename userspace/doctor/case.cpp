// SPDX-License-Identifier: MIT
#include "userspace/doctor/case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ctgate::doctor
{
namespace
{

constexpr std::uint64_t kFewest = 200;
constexpr std::uint64_t kFewestWithoutLimit = 2000;
constexpr double kOfTheLimit = 0.01;
/// Early warning: from here on a burst fills the table. 95 % is where the kernel's own collector becomes hasty.
constexpr double kNearlyFull = 0.85;
constexpr double kEvictionsThatMatter = 1;
constexpr double kStandsOut = 0.02;
/// Beyond three standard deviations a sample is no chance.
constexpr double kDeviations = 3;

} // namespace

std::uint64_t Case::sum(std::initializer_list<conntrack::Kind> kinds) const
{
	std::uint64_t entries = 0;
	for (const auto kind : kinds)
		entries += of(kind).entries;
	return entries;
}

double Case::share(std::uint64_t entries) const
{
	const std::uint64_t all = std::max(seen.figures.entries, seen.entries_after_pass);
	return all == 0 ? 0 : static_cast<double>(entries) / static_cast<double>(all);
}

bool Case::matters(std::uint64_t entries) const
{
	if (seen.max() == 0)
		return entries >= kFewestWithoutLimit;
	return entries >= kFewest && static_cast<double>(entries) >= kOfTheLimit * static_cast<double>(seen.max());
}

bool Case::weighs(std::uint64_t entries, double at_least) const
{
	return matters(entries) && share(entries) >= at_least;
}

double Case::growth() const
{
	return seen.growth() - static_cast<double>(seen.figures.expiring) / kExpiringSeconds;
}

/// Flows come and expire by themselves, each without regard to the others: as many as they are, so great is the
/// variance of their number (Poisson).
bool Case::grows() const
{
	if (seen.seconds_after_pass <= 0 || seen.entries() <= seen.entries_after_pass)
		return false;
	const double came = std::sqrt(static_cast<double>(seen.entries() - seen.entries_after_pass));
	const double expire = std::sqrt(static_cast<double>(seen.figures.expiring));
	return growth() > kDeviations * std::hypot(came / seen.seconds_after_pass, expire / kExpiringSeconds);
}

std::optional<double> Case::seconds_to_full() const
{
	if (seen.max() == 0 || !grows() || seen.entries() >= seen.max())
		return std::nullopt;
	return static_cast<double>(seen.max() - seen.entries()) / growth();
}

double Case::refused() const
{
	using conntrack::Counters;
	return std::max(0.0, seen.per_second(&Counters::drop) - seen.per_second(&Counters::insert_failed));
}

bool Case::pressed() const
{
	return pressed_within(kSoonSeconds);
}

bool Case::pressed_within(double seconds) const
{
	const auto left = seconds_to_full();
	return seen.fill() >= kNearlyFull || refused() > 0 || evicted() >= kEvictionsThatMatter ||
	       (left && *left <= seconds);
}

double Case::malformed_part_of_refused() const
{
	if (!seen.tapped || refused() <= 0 || seen.seconds <= 0)
		return 0;
	return std::min(1.0, static_cast<double>(seen.tapped->malformed) / seen.seconds / refused());
}

const Owner* Case::owner_of(std::string_view service) const
{
	const auto owner = std::ranges::find(seen.owners, service, &Owner::service);
	return owner == seen.owners.end() ? nullptr : &*owner;
}

Pair::Pair(const Named& pair)
    : source{pair.name.substr(0, pair.name.find(' '))}, service{pair.name.substr(pair.name.find("> ") + 2)}
{
}

std::string percent(double share)
{
	return share < 0.0995 && share > 0 ? fmt::format("{:.1f} %", 100 * share)
					   : fmt::format("{:.0f} %", 100 * share);
}

std::string rate(double per_second)
{
	return per_second > 0 && per_second < 9.95 ? fmt::format("{:.1f}/s", per_second)
						   : fmt::format("{:.0f}/s", per_second);
}

std::string leader(const std::vector<Named>& names, std::uint64_t of)
{
	const auto entries = names.empty() ? 0 : static_cast<double>(names.front().entries);
	if (entries < kStandsOut * static_cast<double>(of) || of == 0)
		return "none that stands out";
	return fmt::format("{} ({})", names.front().name, percent(entries / static_cast<double>(of)));
}

std::string who(const Group& group)
{
	if (group.entries == 0)
		return "none";
	return fmt::format("{} from {} source{}, most from {}; most to {}", group.entries, group.sources,
			   group.sources == 1 ? "" : "s", leader(group.top_sources, group.entries),
			   leader(group.top_services, group.entries));
}

} // namespace ctgate::doctor
