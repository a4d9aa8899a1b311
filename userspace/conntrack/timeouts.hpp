// SPDX-License-Identifier: MIT
// How long conntrack keeps an entry that nobody answers: sysctls of this network namespace.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"

#include <array>
#include <chrono>
#include <filesystem>

namespace ctgate::conntrack
{

/// By ctg_entry_kind; zero for packets of which no entry stays.
class Timeouts
{
public:
	explicit Timeouts(const std::array<std::chrono::seconds, CTG_ENTRY_KINDS>& by_kind) : by_kind_{by_kind} {}

	/// nf_conntrack_udp_timeout, _tcp_timeout_syn_sent, _tcp_timeout_unacknowledged (where tcp_loose is 1),
	/// _icmp_timeout and _generic_timeout (net/netfilter/nf_conntrack_standalone.c). ENOENT when nf_conntrack
	/// is not loaded.
	static Result<Timeouts> read(const std::filesystem::path& sysctls = "/proc/sys/net/netfilter");

	std::chrono::seconds of(ctg_entry_kind kind) const { return by_kind_[kind]; }

private:
	std::array<std::chrono::seconds, CTG_ENTRY_KINDS> by_kind_;
};

} // namespace ctgate::conntrack
