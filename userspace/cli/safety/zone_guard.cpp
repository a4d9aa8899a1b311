// SPDX-License-Identifier: MIT
#include "userspace/cli/safety/zone_guard.hpp"

#include "userspace/conntrack/zones.hpp"

namespace ctgate::cli
{

Result<void> require_no_zones(std::string_view unless)
{
	const auto zone = conntrack::zone_in_use();
	if (!zone)
		return error_of(zone);
	if (!*zone)
		return {};
	return fail(EBUSY,
		    "conntrack has entries in zone {}, and the filter sees the default zone only: it would drop "
		    "packets of flows that are known there; leave the reason at monitor and see what it counts, or "
		    "say {} if none of them crosses this interface",
		    **zone, unless);
}

} // namespace ctgate::cli
