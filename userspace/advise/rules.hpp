// SPDX-License-Identifier: MIT
// Which packets are exempted where, before it is written in nft or iptables. Pure.
#pragma once

#include "userspace/advise/service.hpp"
#include "userspace/advise/tally.hpp"

#include <vector>

namespace ctgate::advise
{

enum class Hook { kPrerouting, kInput, kForward, kOutput };
/// Which port of the packet is the service's.
enum class Side { kDestination, kSource };
enum class Where {
	kAnywhere,
	kToThisHost,
	kToOthers,
	kLoopback ///< between this host and itself: such a packet meets output first
};

struct Rule {
	Hook hook;
	Side side;
	Where where = Where::kAnywhere;

	bool operator==(const Rule&) const = default;
};

struct Rules {
	std::vector<Rule> untrack; ///< at priority raw, before conntrack
	std::vector<Rule> accept;  ///< where it is filtered: no longer ESTABLISHED, but UNTRACKED
};

/// Both directions of the service, in every hook that they pass.
Rules rules_for(const Service& service, Scope scope);

} // namespace ctgate::advise
