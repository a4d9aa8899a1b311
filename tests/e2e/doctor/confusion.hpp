// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/doctor/finding.hpp"

#include <array>
#include <set>
#include <string>

namespace ctgate::e2e
{

/// How often a case of one cause was answered with another; printed as a table.
class Confusion
{
public:
	void count(doctor::Cause made, doctor::Cause answered);
	/// Rows are what was made, columns what was answered, in the same order; a dot is none.
	std::string table() const;

private:
	std::array<std::array<int, doctor::kCauses>, doctor::kCauses> times_{};
	std::set<doctor::Cause> seen_;
};

} // namespace ctgate::e2e
