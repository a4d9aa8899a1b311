// SPDX-License-Identifier: MIT
#include "userspace/doctor/gates.hpp"

#include "loader/filter.hpp"

namespace ctgate::doctor
{

std::vector<std::string> read_gates(Moment& moment)
{
	std::vector<std::string> guarded;
	const auto interfaces = Filter::interfaces();
	if (!interfaces)
		return guarded;
	for (const auto& interface : *interfaces) {
		auto filter = Filter::open(interface);
		if (!filter || !filter->is_here())
			continue;
		const auto counters = filter->counters();
		if (!counters)
			continue;
		moment.gate_dropped += counters->dropped_in_all().packets;
		guarded.push_back(filter->interface_now());
	}
	return guarded;
}

} // namespace ctgate::doctor
