// SPDX-License-Identifier: MIT
// What the firewall's rules do that matters for conntrack's settings.
#pragma once

#include "userspace/sysctl/paths.hpp"

#include <string_view>

namespace ctgate::sysctl
{

struct Rules {
	bool known = false; ///< somebody could list them
	bool translate = false;
	bool drop_invalid = false;
};

/// What `nft list ruleset` or iptables-save print. Pure.
Rules rules_in(std::string_view listing);

/// Of this network namespace. Unknown without root, and where neither nft nor iptables is installed.
Rules read_rules(const Paths& paths);

} // namespace ctgate::sysctl
