// SPDX-License-Identifier: MIT
#include "userspace/config/file/compare.hpp"

#include <map>

namespace ctgate::file
{

std::vector<Difference> compare(const Settings& in_force, const Settings& in_files)
{
	std::map<std::string, Difference> all;
	for (const Value& value : values_of(in_force))
		all[value.path].in_force = value.text;
	for (const Value& value : values_of(in_files))
		all[value.path].in_files = value.text;
	std::vector<Difference> differences;
	for (auto& [path, difference] : all) {
		difference.path = path;
		if (difference.in_force != difference.in_files)
			differences.push_back(std::move(difference));
	}
	return differences;
}

std::string origin_of(const Value& in_force, const Resolved& files)
{
	for (const Value& value : values_of(files.settings)) {
		if (value.path != in_force.path || value.text != in_force.text)
			continue;
		const auto place = files.origins.find(value.path);
		return place == files.origins.end() ? "default" : place->second.text();
	}
	return "changed since by command";
}

} // namespace ctgate::file
