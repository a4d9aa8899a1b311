// SPDX-License-Identifier: MIT
#include "userspace/report/report.hpp"

#include <algorithm>

namespace ctgate::report
{

std::optional<Priority> Status::priority() const
{
	if (!running)
		return std::nullopt;
	const auto own = std::ranges::find(running->sharing, running->program_id, &Dispatcher::Member::program_id);
	return own == running->sharing.end() ? std::nullopt : std::optional{own->priority};
}

double Drops::seconds() const
{
	return std::chrono::duration<double>(status.counters.at - earlier.at).count();
}

double Drops::per_second(const Count& now, const Count& before) const
{
	return seconds() > 0 ? static_cast<double>((now - before).packets) / seconds() : 0;
}

} // namespace ctgate::report
