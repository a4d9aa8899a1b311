// SPDX-License-Identifier: MIT
// How long conntrack keeps an entry that no packet touches, by what the entry is: the sysctls of one namespace.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/conntrack/entry.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>

namespace ctgate::conntrack
{

struct Lifetimes {
	/// By tcp_conntrack, from TCP_CONNTRACK_SYN_SENT to TCP_CONNTRACK_CLOSE.
	std::array<std::chrono::seconds, TCP_CONNTRACK_LISTEN> tcp{};
	std::chrono::seconds tcp_unacknowledged{0}; ///< data that nobody has confirmed, and picked up without an answer
	std::chrono::seconds tcp_max_retrans{0};
	std::chrono::seconds udp{0}, udp_stream{0};
	std::chrono::seconds icmp{0}, generic{0};

	/// nf_conntrack_*_timeout_* (net/netfilter/nf_conntrack_standalone.c). ENOENT without nf_conntrack.
	static Result<Lifetimes> read(const std::filesystem::path& sysctls = "/proc/sys/net/netfilter");

	/// How long since the last packet of an ESTABLISHED flow: what the state gives less what is left. None where
	/// that cannot be told: other states; a timeout of its own (IPS_FIXED_TIMEOUT); data on its way, which shortens
	/// the time; more time left than the state gives today.
	std::optional<std::chrono::seconds> idle(const Entry& entry) const;
	/// An ESTABLISHED flow with more time left than the sysctl gives: no packet has come since the sysctl was
	/// lowered.
	bool outlived(const Entry& entry) const;
};

} // namespace ctgate::conntrack
