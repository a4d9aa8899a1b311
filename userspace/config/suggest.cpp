// SPDX-License-Identifier: MIT
#include "userspace/config/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <vector>

namespace ctgate
{
namespace
{

constexpr double kTouched = 0.001;
constexpr double kMinute = 60, kHour = 3600;

using Times = std::vector<std::uint64_t>; ///< nanoseconds, ascending

/// The burst that lets all of them pass at this rate: how far a bucket falls that leaks so many packets a second.
double burst_needed(const Times& times, double per_second)
{
	double level = 0, highest = 0;
	std::uint64_t before = times.front();
	for (const auto time : times) {
		level = std::max(0.0, level - static_cast<double>(time - before) * 1e-9 * per_second) + 1;
		highest = std::max(highest, level);
		before = time;
	}
	return highest;
}

/// Two digits, upwards: nobody sets 1234/s.
std::uint32_t rounded_up(double number)
{
	const double step = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(number, 1.0))) - 1));
	return static_cast<std::uint32_t>(std::max(1.0, std::ceil(number / step - 1e-9) * step));
}

Rate rate_of(double per_second)
{
	if (per_second * kMinute < 1)
		return {.packets = rounded_up(per_second * kHour), .period_s = 3600};
	if (per_second < 1)
		return {.packets = rounded_up(per_second * kMinute), .period_s = 60};
	return {.packets = rounded_up(per_second), .period_s = 1};
}

double per_second(const Rate& rate)
{
	return static_cast<double>(rate.packets) / rate.period_s;
}

/// All but a thousandth are at or below it.
double quantile(std::vector<double> values)
{
	const auto above = static_cast<std::size_t>(kTouched * static_cast<double>(values.size()));
	const auto at = values.end() - 1 - static_cast<std::ptrdiff_t>(above);
	std::nth_element(values.begin(), at, values.end());
	return *at;
}

std::vector<Times> by_source(std::span<const ctg_observed> packets)
{
	std::unordered_map<std::uint64_t, Times> sources;
	for (const auto& packet : packets)
		sources[packet.source].push_back(packet.at_ns);
	std::vector<Times> all;
	for (auto& [source, times] : sources) {
		std::ranges::sort(times); // CPUs report in an order of their own
		all.push_back(std::move(times));
	}
	return all;
}

Bucket bucket_for(const std::vector<Times>& sources, double seconds)
{
	std::vector<double> rates, bursts;
	for (const Times& times : sources)
		rates.push_back(static_cast<double>(times.size()) / seconds);
	const Rate rate = rate_of(quantile(rates));
	for (const Times& times : sources)
		bursts.push_back(burst_needed(times, per_second(rate)));
	return {.rate = rate, .burst = rounded_up(quantile(bursts))};
}

} // namespace

Suggestion suggest(std::span<const ctg_observed> packets, std::chrono::nanoseconds time)
{
	const double seconds = std::chrono::duration<double>(time).count();
	const auto sources = by_source(packets);
	Times together;
	for (const Times& times : sources)
		together.insert(together.end(), times.begin(), times.end());
	std::ranges::sort(together);

	Suggestion suggestion{.packets = packets.size(),
			      .sources = sources.size(),
			      .touched = 0,
			      .source = bucket_for(sources, seconds),
			      .total = bucket_for({together}, seconds)};
	suggestion.touched = static_cast<std::uint64_t>(std::ranges::count_if(sources, [&](const Times& times) {
		return burst_needed(times, per_second(suggestion.source.rate)) > suggestion.source.burst;
	}));
	return suggestion;
}

} // namespace ctgate
