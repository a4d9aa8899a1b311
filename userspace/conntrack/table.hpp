// SPDX-License-Identifier: MIT
// The conntrack table of one network namespace: how many entries, what happened to packets, every entry in turn.
#pragma once

#include "userspace/conntrack/entry.hpp"
#include "userspace/conntrack/netlink.hpp"

#include <array>
#include <cstdint>
#include <functional>

namespace ctgate::conntrack
{

/// `conntrack -C` and nf_conntrack_max (IPCTNL_MSG_CT_GET_STATS). `entries` counts also what has expired and waits for
/// the collector, and what is not in the table yet; `max` is 0 where there is no limit.
struct Fill {
	std::uint64_t entries = 0;
	std::uint64_t max = 0;
};

/// Packets since boot, summed over all CPUs (IPCTNL_MSG_CT_GET_STATS_CPU, `conntrack -S`; struct ip_conntrack_stat).
/// The kernel counts each CPU in 32 bits: only differences mean something.
struct Counters {
	std::uint64_t found = 0;   ///< tuples that NAT found taken while it looked for a free one
	std::uint64_t invalid = 0; ///< rejected by a tracker
	std::uint64_t insert_failed =
		0;                    ///< lost when it was to enter the table: NAT tuple taken, clash, chain too long
	std::uint64_t drop = 0;       ///< no room: "table full, dropping packet"
	std::uint64_t early_drop = 0; ///< unassured entries thrown out to make room
	std::uint64_t error = 0;      ///< ICMP errors that belong to no flow
	std::uint64_t search_restart = 0; ///< look-ups that raced with a resize
	std::uint64_t clash_resolve = 0;  ///< two packets of one new flow at once, resolved without loss
	std::uint64_t chain_too_long = 0; ///< lost because a bucket held 50 entries or more
};

class Table
{
public:
	/// Of the namespace that the calling thread is in. ENOENT and its sentence without nf_conntrack_netlink.
	static Result<Table> open();

	Result<Fill> fill();
	Result<Counters> counters();
	/// Entries in one pass. Not a snapshot: what comes and goes meanwhile may be missed or seen twice.
	Result<void> for_each(const std::function<Visit(const Entry&)>& visit);
	/// How many connections helpers expect (`conntrack -L expect`).
	Result<std::uint64_t> expectations();

private:
	explicit Table(Netlink netlink) : netlink_{std::move(netlink)} {}

	Netlink netlink_;
};

} // namespace ctgate::conntrack
