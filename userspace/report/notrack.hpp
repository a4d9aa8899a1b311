// SPDX-License-Identifier: MIT
// Rules that keep a service out of conntrack, as a file that can be applied: what a person must know is in comments.
#pragma once

#include "userspace/advise/chains.hpp"
#include "userspace/advise/rules.hpp"
#include "userspace/conntrack/table.hpp"

#include <string>
#include <vector>

namespace ctgate::report
{

struct Advice {
	struct Item {
		advise::Service service;
		advise::Tally tally;
	};

	std::vector<Item> items = {};
	advise::Scope scope = advise::Scope::kThisHost;
	conntrack::Fill fill = {};
	std::vector<advise::Chain> chains = {}; ///< that filter by nft here

	std::uint64_t translated() const;
};

/// For `nft -f`.
std::string notrack_nft(const Advice& advice);
/// For `sh`; IPv4 and IPv6.
std::string notrack_iptables(const Advice& advice);

/// The comments above either: what it is good for, how to apply it and to undo it, what else changes.
std::string notrack_head(const Advice& advice, std::string_view apply, const std::vector<std::string>& undo);
/// "udp port 53 of this host, and what passes through"
std::string notrack_what(const advise::Service& service, advise::Scope scope);

} // namespace ctgate::report
