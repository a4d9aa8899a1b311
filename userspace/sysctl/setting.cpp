// SPDX-License-Identifier: MIT
#include "userspace/sysctl/setting.hpp"

#include "userspace/config/duration.hpp"

#include <fmt/format.h>

namespace ctgate::sysctl
{

std::string Setting::key() const
{
	return fmt::format("{}{}{}", kDirectory, kPrefix, name);
}

std::string Setting::text(std::int64_t value) const
{
	if (unit == Unit::kNumber || value < 60)
		return fmt::format("{}", value);
	return fmt::format("{} ({})", value, to_string(std::chrono::seconds{value}));
}

} // namespace ctgate::sysctl
