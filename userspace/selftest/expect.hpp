// SPDX-License-Identifier: MIT
// (configuration, probe, shape) -> what the filter must say. The model that the program is held against.
#pragma once

#include "userspace/config/config.hpp"
#include "userspace/selftest/shape.hpp"

#include <optional>
#include <vector>

namespace ctgate::selftest
{

struct Expected {
	std::vector<ctg_reason> reasons = {};    ///< in this order; those that are off are not among them
	ctg_reason unknown = CTG_GO_ON;          ///< said as well if conntrack knows no such flow
	std::optional<std::uint32_t> limit = {}; ///< this slot is asked, if nothing dropped the packet before
	bool admitted = false; ///< sets, conntrack and limits may have their say, which depends on the moment
	bool concerns = false; ///< the configuration has something against it, or a limit for it
	bool misses = false;   ///< and yet it passes without that
};

Expected expect(const Config& config, ctg_family family, const Probe& probe, const NetworkShape& network,
		const LinkShape& link);

} // namespace ctgate::selftest
