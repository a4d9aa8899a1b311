// SPDX-License-Identifier: MIT
#include "tests/bench/own_thread.hpp"
#include "tests/bench/population.hpp"
#include "tests/bench/readers.hpp"
#include "tests/bench/stage.hpp"
#include "tests/bench/statistics.hpp"
#include "tests/bench/tables.hpp"
#include "tests/e2e/doctor/limits.hpp"

#include <sched.h>

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace ctgate::bench
{
namespace
{

constexpr double kOfBareDump = 1.2, kTimesConntrack = 1.8, kPeakMib = 16;
constexpr const char* kMax = "net/netfilter/nf_conntrack_max";
constexpr const char* kBuckets = "net/netfilter/nf_conntrack_buckets";
constexpr std::uint32_t kAtOnce = 8192;
constexpr std::size_t kBare = 0, kDoctor = 1, kConntrack = 2; ///< in readers()

/// By reader and round.
using Readings = std::vector<std::vector<Reading>>;

/// Room for so many entries in every table of this host.
class Room
{
public:
	explicit Room(std::uint32_t entries)
	{
		const long wanted = entries + entries / 10;
		if (e2e::host_setting(kMax) < wanted)
			max_.emplace(kMax, wanted);
		if (e2e::host_setting(kBuckets) * 4 < wanted)
			buckets_.emplace(kBuckets, wanted);
	}

private:
	std::optional<e2e::HostSetting> max_, buckets_;
};

Result<void> settle_in()
{
	if (::unshare(CLONE_NEWNET) != 0)
		return fail_errno(errno, "make a network namespace");
	for (const auto& words :
	     std::vector<std::vector<std::string>>{{"ip", "link", "set", "lo", "up"},
						   {"ip", "address", "add", std::string{kHost4} + "/32", "dev", "lo"},
						   {"ip", "address", "add", std::string{kHost6} + "/128", "dev", "lo"}})
		if (const auto done = command(words); !done)
			return error_of(done);
	return {};
}

void populate(const Population& population, std::uint32_t entries)
{
	std::vector<e2e::NewEntry> some;
	for (std::uint32_t number = 0; number < entries; ++number) {
		some.push_back(population.entry(number));
		if (some.size() < kAtOnce && number + 1 < entries)
			continue;
		e2e::insert(some);
		some.clear();
	}
}

Result<Readings> take_turns(const std::vector<Reader>& all, unsigned rounds)
{
	Readings readings(all.size());
	for (unsigned round = 0; round < rounds; ++round) {
		for (std::size_t i = 0; i < all.size(); ++i) {
			const std::size_t next = (i + round) % all.size(); // nobody always follows the same one
			const auto reading = all[next].read();
			if (!reading)
				return std::unexpected{reading.error().within(all[next].name)};
			readings[next].push_back(*reading);
		}
	}
	return readings;
}

std::vector<double> figures(const std::vector<Reading>& readings, const std::function<double(const Reading&)>& figure)
{
	std::vector<double> figures;
	std::ranges::transform(readings, std::back_inserter(figures), figure);
	return figures;
}

std::vector<double> cpu_of(const std::vector<Reading>& readings)
{
	return figures(readings, [](const Reading& reading) { return reading.cpu.count(); });
}

/// By round: what the machine did to one it did to the other.
std::vector<double> ratios(const std::vector<Reading>& readings, const std::vector<Reading>& to)
{
	std::vector<double> ratios;
	std::ranges::transform(cpu_of(readings), cpu_of(to), std::back_inserter(ratios), std::divides{});
	return ratios;
}

std::string spread(const std::vector<double>& values)
{
	return fmt::format("{:>6.3f} {:>6.3f} {:>6.3f}", median(values), std::ranges::min(values),
			   std::ranges::max(values));
}

void print_head()
{
	fmt::print("{:<29}|{:^22}|{:^8}|{:^22}|{:^7}|\n", "", "seconds on the CPU", "seconds", "times the bare dump",
		   "MiB");
	fmt::print("{:<29}|{:>7} {:>6} {:>6} |{:>7} |{:>7} {:>6} {:>6} |{:>6} |\n", "", "median", "low", "high",
		   "by wall", "median", "low", "high", "peak");
}

void print_rows(const Population& population, const std::vector<Reader>& all, const Readings& readings)
{
	fmt::print("{}\n", population.name);
	for (std::size_t i = 0; i < all.size(); ++i) {
		const auto wall = figures(readings[i], [](const Reading& reading) { return reading.wall.count(); });
		const auto peak = figures(readings[i], [](const Reading& reading) { return reading.peak_mib; });
		fmt::print("  {:<27}| {} |{:>7.3f} | {} |{:>6} |\n", all[i].name, spread(cpu_of(readings[i])),
			   median(wall), spread(ratios(readings[i], readings[kBare])),
			   i == kBare ? "-" : fmt::format("{:.1f}", std::ranges::max(peak)));
	}
}

void compare(Aims& aims, const Population& population, const Readings& readings)
{
	const auto what = [&](const char* text) { return fmt::format("{}: {}", population.name, text); };
	aims.at_most(what("doctor to a bare dump"), median(ratios(readings[kDoctor], readings[kBare])), kOfBareDump,
		     "x");
	aims.at_least(what("conntrack -L to doctor"), median(ratios(readings[kConntrack], readings[kDoctor])),
		      kTimesConntrack, "x");
	const auto peaks = figures(readings[kDoctor], [](const Reading& reading) { return reading.peak_mib; });
	aims.at_most(what("doctor's peak memory"), std::ranges::max(peaks), kPeakMib, "MiB");
}

/// The namespace goes with the thread.
Result<void> measure_there(const Population& population, const DoctorPlan& plan, Aims& aims)
{
	if (auto settled = settle_in(); !settled)
		return settled;
	populate(population, plan.entries);
	const auto all = readers(plan.entries);
	const auto readings = take_turns(all, plan.rounds);
	if (!readings)
		return std::unexpected{readings.error().within(population.name)};
	print_rows(population, all, *readings);
	compare(aims, population, *readings);
	return {};
}

} // namespace

Result<void> print_doctor(const DoctorPlan& plan, Aims& aims)
{
	const Room room{plan.entries};
	fmt::print("\nReading a conntrack table of {} entries: {} turns each\n\n", plan.entries, plan.rounds);
	print_head();
	for (const Population& population : populations())
		if (auto measured = in_own_thread([&] { return measure_there(population, plan, aims); }); !measured)
			return measured;
	return {};
}

} // namespace ctgate::bench
