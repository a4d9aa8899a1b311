// SPDX-License-Identifier: MIT
#include "userspace/report/report.hpp"

namespace ctgate::report
{

double Drops::seconds() const
{
	return std::chrono::duration<double>(status.counters.at - earlier.at).count();
}

double Drops::per_second(const Count& now, const Count& before) const
{
	return seconds() > 0 ? static_cast<double>((now - before).packets) / seconds() : 0;
}

} // namespace ctgate::report
