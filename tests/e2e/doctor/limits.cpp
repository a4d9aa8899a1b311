// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/limits.hpp"

#include "userspace/conntrack/namespaces.hpp"

#include <fstream>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

std::string path_of(const std::string& name)
{
	return "/proc/sys/" + name;
}

long read(const std::string& name)
{
	long value = 0;
	if (!(std::ifstream{path_of(name)} >> value))
		throw std::runtime_error(name + " cannot be read");
	return value;
}

bool write(const std::string& name, long value)
{
	std::ofstream file{path_of(name)};
	file << value << std::flush;
	return static_cast<bool>(file);
}

} // namespace

HostSetting::HostSetting(std::string name, long value) : name_{std::move(name)}, before_{read(name_)}
{
	if (!write(name_, value))
		throw std::runtime_error(name_ + " cannot be written");
}

HostSetting::~HostSetting()
{
	write(name_, before_);
}

std::optional<std::string> why_no_host_settings()
{
	if (!conntrack::in_initial_namespace())
		return "nf_conntrack_max can be set in the initial network namespace only";
	return std::nullopt;
}

} // namespace ctgate::e2e
