// SPDX-License-Identifier: MIT
#include "userspace/doctor/gates.hpp"

#include "loader/filter.hpp"
#include "loader/reasons.hpp"

namespace ctgate::doctor
{
namespace
{

void add(const Counters& counters, Moment& moment)
{
	moment.gate_dropped += counters.dropped_in_all().packets;
	for (const Reason& reason : reasons())
		if (reason.topic == Topic::kTcpFlags)
			moment.gate_malformed += counters.dropped[reason.id].packets;
}

} // namespace

std::vector<std::string> read_gates(Moment& moment)
{
	std::vector<std::string> guarded;
	const auto interfaces = Filter::interfaces();
	if (!interfaces)
		return guarded;
	for (const auto& interface : *interfaces) {
		auto filter = Filter::open(interface);
		if (!filter || !filter->alive())
			continue;
		const auto counters = filter->counters();
		if (!counters)
			continue;
		add(*counters, moment);
		guarded.push_back(filter->interface_now());
	}
	return guarded;
}

} // namespace ctgate::doctor
