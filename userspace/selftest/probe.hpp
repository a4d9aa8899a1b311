// SPDX-License-Identifier: MIT
// What the selftest sends, before it is wrapped in a shape: packets of which one thing is wrong, or nothing.
#pragma once

#include "userspace/config/config.hpp"
#include "userspace/selftest/layers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::selftest
{

struct Probe {
	std::string name;
	Layer usual = {};
	std::optional<Layer> jumbo =
		{};                    ///< the same with so much payload that it takes several buffers, if it may have
	ctg_reason reason = CTG_GO_ON; ///< what is wrong with it
	/// The same of the beginning of a datagram, whose length cannot be known.
	ctg_reason in_first_fragment = CTG_GO_ON;
	/// What is said of it if conntrack knows no such flow.
	ctg_reason unknown = CTG_GO_ON;
	std::optional<std::uint32_t> limit = {}; ///< the slot that must be asked about it
	std::optional<Bytes> denied_source = {}; ///< sent from here, not from where the others come from
};

/// Everything that a filter with this configuration should be asked about one family.
std::vector<Probe> probes(const Config& config, ctg_family family);

/// An ordinary SYN, of which nothing is wrong: tells what the sets say of a source.
Probe opening(const Config& config);

/// Does the filter read the header of this protocol?
bool is_read(std::uint16_t protocol, ctg_family family);

} // namespace ctgate::selftest
