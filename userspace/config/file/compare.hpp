// SPDX-License-Identifier: MIT
// The values that are in force, and those that the files say.
#pragma once

#include "userspace/config/file/values.hpp"

#include <string>
#include <vector>

namespace ctgate::file
{

struct Difference {
	std::string path;
	std::string in_force, in_files; ///< empty where there is no such value
};

/// In the order of the paths; nothing when both do the same.
std::vector<Difference> compare(const Settings& in_force, const Settings& in_files);

/// Where a value in force comes from: its place in a file, "default", or "changed since by command".
std::string origin_of(const Value& in_force, const Resolved& files);

} // namespace ctgate::file
