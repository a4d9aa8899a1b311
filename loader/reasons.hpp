// SPDX-License-Identifier: MIT
// The table of reasons in bpf/abi.h, as C++ sees it.
#pragma once

#include "bpf/abi.h"

#include <span>
#include <string_view>

namespace ctgate
{

/// What a reason is about; `ctgate explain` has a text for each.
enum class Topic { kEthernet, kIp, kTcp, kTcpFlags, kUdp, kLimit };

struct Reason {
	ctg_reason id;
	std::string_view name; ///< as in configuration, output and metrics: "tcp_flags_null"
	ctg_action default_action;
	Topic topic;
	std::string_view what; ///< one line: what is wrong with the packet
};

/// Every reason, in the order of the table.
std::span<const Reason> reasons();

/// nullptr when there is no such reason.
const Reason* find_reason(std::string_view name);
const Reason* find_reason(ctg_reason id);

} // namespace ctgate
