// SPDX-License-Identifier: MIT
// What may stand at the gate.
#pragma once

#include "tests/bench/stage.hpp"
#include "tests/bench/traffic.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// What a limit lets through: so much a second, and once so much more.
struct Allowance {
	double rate = 0, burst = 0;
};

enum class Role { kReference, kCtgate, kNftIngress, kInputRules, kOther };

struct System {
	std::string name;
	Role role;
	Allowance allowance;
	std::function<Result<void>(const Stage&)> stand; ///< puts it at the gate; called inside
	std::function<Result<std::uint64_t>()> judged;   ///< packets that it dropped, by its own count
	std::function<Result<void>()> prove = nullptr;   ///< asked after the first packets: more that must be so
};

/// XDP programs: a bare XDP_DROP, ctgate, the others that know how to drop such traffic.
Result<std::vector<System>> xdp_systems(const Traffic& attack);
/// Rules for all attacks: nft at netdev ingress, iptables in raw, and in INPUT as the article has them.
std::vector<System> rule_systems();

/// "iptables v1.8.9 (nf_tables)": what `iptables` is here.
Result<std::string> iptables_version();

} // namespace ctgate::bench
