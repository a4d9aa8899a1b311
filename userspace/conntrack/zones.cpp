// SPDX-License-Identifier: MIT
#include "userspace/conntrack/zones.hpp"

#include "userspace/conntrack/table.hpp"

namespace ctgate::conntrack
{

Result<std::optional<std::uint16_t>> zone_in_use()
{
	auto table = Table::open();
	if (!table)
		return error_of(table);
	std::optional<std::uint16_t> zone;
	const auto read = table->for_each([&](const Entry& entry) {
		if (entry.zone == 0)
			return Visit::kNext;
		zone = entry.zone;
		return Visit::kEnough;
	});
	if (!read)
		return error_of(read);
	return zone;
}

} // namespace ctgate::conntrack
