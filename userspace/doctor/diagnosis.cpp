// SPDX-License-Identifier: MIT
#include "userspace/doctor/diagnosis.hpp"

#include "userspace/doctor/case.hpp"

namespace ctgate::doctor
{

double Diagnosis::trouble() const
{
	if (healthy())
		return 0;
	return findings.front().weight + seen.fill() + (Case{seen}.refused() > 0 ? 1 : 0);
}

} // namespace ctgate::doctor
