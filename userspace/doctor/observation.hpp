// SPDX-License-Identifier: MIT
// Everything that a diagnosis rests on: what was seen of one network namespace's conntrack, and nothing concluded yet.
// Can be saved and diagnosed elsewhere.
#pragma once

#include "userspace/conntrack/table.hpp"
#include "userspace/doctor/figures.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::doctor
{

struct Place {
	std::uint64_t inode = 0; ///< as in "table full in netns 4026532250" and `lsns -t net`
	std::string name;        ///< "the initial network namespace", "namespace web1", "namespace of nginx (4711)"
	bool initial = false;    ///< where nf_conntrack_max and _buckets can be changed

	bool operator==(const Place&) const = default;
};

/// All that only grows or moves, at one moment.
struct Moment {
	conntrack::Fill fill;
	conntrack::Counters counters;
	std::uint64_t expectations = 0;
	std::uint64_t received = 0;     ///< IP packets, both families: /proc/net/snmp and snmp6, InReceives
	std::uint64_t syncookies = 0;   ///< TcpExt SyncookiesSent, `nstat -az TcpExtSyncookiesSent`
	std::uint64_t gate_dropped = 0; ///< packets that ctgate's filters dropped
};

/// Segments that reached the stack between the two moments, counted by a packet socket. None without CAP_NET_RAW.
struct Tapped {
	std::uint64_t tcp = 0;
	std::uint64_t malformed = 0; ///< with flags that tcp_error() refuses
};

/// Lines of the kernel's log of the last ten minutes. The kernel leaves lines out: a sign, not a count of packets.
struct LogLines {
	std::uint64_t table_full = 0;
	std::uint64_t seconds_ago = 0; ///< the last one
};

/// An NFQUEUE: each packet that waits for a verdict holds its entry.
struct Queue {
	std::uint32_t number = 0;
	std::string process;
	std::uint64_t waiting = 0;
};

/// A process of this host to which many entries belong.
struct Owner {
	std::string service; ///< as in Figures: "tcp 198.51.100.1:443", or "close-wait"
	std::string process; ///< "java (4711)"
	std::uint64_t sockets = 0;
};

struct Neighbour {
	Place place;
	std::uint64_t entries = 0;
	LogLines log;
};

/// A sysctl that is not what was wanted, and who wants it otherwise, where that can be known.
struct ForeignSetting {
	std::string name;
	std::string wanted;
	std::string now;
	std::string by;
};

struct Observation {
	std::int64_t taken_at = 0; ///< seconds since 1970
	std::string host;
	std::string kernel;
	Place place;
	double seconds = 0; ///< between the two moments
	Moment before, after;
	/// Conntrack's own count when the pass over the table had ended, which also frees what has expired.
	std::uint64_t entries_after_pass = 0;
	double seconds_after_pass = 0; ///< from then until the second moment
	Figures figures;

	std::map<std::string, std::int64_t>
		settings;           ///< "nf_conntrack_buckets" and all its like, "tcp_keepalive_time" ...
	std::optional<bool> tracks; ///< does conntrack make entries here at all; none: not asked
	std::optional<Tapped> tapped;
	std::optional<std::uint64_t> slab_objects; ///< live objects of the slab cache nf_conntrack, all namespaces
	std::uint64_t slab_object_size = 0;
	std::uint64_t entries_everywhere = 0; ///< in all namespaces that could be found
	std::uint64_t tcp_sockets = 0;        ///< in use in this namespace, `ss -s`
	LogLines log;
	std::vector<Queue> queues;
	std::vector<Owner> owners;
	std::vector<Neighbour> neighbours;
	std::vector<ForeignSetting> foreign_settings;
	std::string uplink;              ///< the interface of the default route, or "INTERFACE"
	std::vector<std::string> gates;  ///< interfaces with a filter of ctgate
	std::vector<std::string> unseen; ///< what could not be looked at, and why

	/// Packets a second. The kernel counts in 32 bits on each CPU, so the difference wraps there.
	double per_second(std::uint64_t conntrack::Counters::*counter) const;
	double per_second(std::uint64_t Moment::*counter) const;
	/// Entries a second that the count grows by after the pass; negative when it shrinks.
	double growth() const;
	std::uint64_t entries() const { return after.fill.entries; }
	std::uint64_t max() const { return after.fill.max; }
	/// 0 to 1 and beyond; 0 where there is no limit.
	double fill() const;
	/// A sysctl, or what the kernel has where it is not known.
	std::int64_t setting(const std::string& name, std::int64_t otherwise = 0) const;
};

} // namespace ctgate::doctor
