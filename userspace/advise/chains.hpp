// SPDX-License-Identifier: MIT
// The chains of nf_tables that may drop what is no longer tracked.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/advise/rules.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ctgate::advise
{

struct Chain {
	std::uint8_t family = 0; ///< NFPROTO_INET, NFPROTO_IPV4 or NFPROTO_IPV6
	std::string table, name;
	Hook hook = Hook::kInput;
	/// iptables-nft keeps its rules in tables of these names, and does not want others to write there.
	bool is_of_iptables() const;
};

/// Base chains of type filter at input, forward and output, behind conntrack, in the namespace that the calling thread
/// is in. Empty where nf_tables is not in use.
Result<std::vector<Chain>> filtering_chains();

} // namespace ctgate::advise
