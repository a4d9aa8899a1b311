// SPDX-License-Identifier: MIT
#include "userspace/doctor/observation.hpp"

namespace ctgate::doctor
{

double Observation::per_second(std::uint64_t conntrack::Counters::*counter) const
{
	const auto grown = static_cast<std::uint32_t>(after.counters.*counter - before.counters.*counter);
	return seconds > 0 ? grown / seconds : 0;
}

double Observation::per_second(std::uint64_t Moment::*counter) const
{
	if (seconds <= 0 || after.*counter < before.*counter)
		return 0;
	return static_cast<double>(after.*counter - before.*counter) / seconds;
}

double Observation::growth() const
{
	if (seconds_after_pass <= 0)
		return 0;
	return (static_cast<double>(after.fill.entries) - static_cast<double>(entries_after_pass)) / seconds_after_pass;
}

double Observation::fill() const
{
	return max() == 0 ? 0 : static_cast<double>(entries()) / static_cast<double>(max());
}

std::int64_t Observation::setting(const std::string& name, std::int64_t otherwise) const
{
	const auto found = settings.find(name);
	return found == settings.end() ? otherwise : found->second;
}

} // namespace ctgate::doctor
