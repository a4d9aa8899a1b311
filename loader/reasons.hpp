// SPDX-License-Identifier: MIT
// The table of reasons in bpf/abi/reasons.h, as C++ sees it, and the reasons that limits bring with them.
#pragma once

#include "bpf/abi.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

/// What a reason is about; `ctgate explain` has a text for each.
enum class Topic { kEthernet, kIp, kTcp, kTcpFlags, kUdp, kIcmp, kPrefix, kConntrack, kLimit };

struct Reason {
	ctg_reason id;
	std::string name; ///< as in configuration, output and metrics: "tcp_flags_null"
	ctg_action default_action;
	Topic topic;
	std::string what; ///< one line: what is wrong with the packet
};

/// Every reason of the table, in its order.
std::span<const Reason> reasons();

/// The same, and behind them those of the limits of this policy: `limit_dns_source` and so on.
std::vector<Reason> reasons_of(const ctg_policy& policy);

/// In the table; nullptr when there is no such reason.
const Reason* find_reason(std::string_view name);
const Reason* find_reason(ctg_reason id);

/// "source", "destination", "total": the last word of a limit's reason.
std::string_view to_string(ctg_limit_bucket bucket);

} // namespace ctgate
