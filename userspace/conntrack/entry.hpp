// SPDX-License-Identifier: MIT
// One entry of the conntrack table, as a ctnetlink dump tells it.
#pragma once

#include "userspace/conntrack/address.hpp"

#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ctgate::conntrack
{

/// One direction of a flow. Ports in host byte order; of ICMP the id and the type, of protocols without ports 0.
struct Tuple {
	Address source, destination;
	std::uint16_t source_port = 0, destination_port = 0;
};

struct Entry {
	Tuple original, reply;
	std::uint8_t protocol = 0;    ///< IPPROTO_
	std::uint32_t status = 0;     ///< IPS_, linux/netfilter/nf_conntrack_common.h
	std::chrono::seconds left{0}; ///< until it expires, if no packet comes
	std::uint32_t id = 0;         ///< in network byte order, as the kernel takes it back
	std::uint16_t zone = 0;

	// TCP only (linux/netfilter/nf_conntrack_tcp.h).
	std::uint8_t tcp_state = TCP_CONNTRACK_NONE;
	std::uint8_t tcp_flags_original = 0, tcp_flags_reply = 0;
	std::uint8_t tcp_scale_original = 0, tcp_scale_reply = 0;

	// Parts of the message, valid as long as it is.
	std::string_view helper;
	const nlattr* original_attribute = nullptr;
	/// CTA_ZONE; none in the default zone, and where the zone is of one direction only and stands in its tuple.
	const nlattr* zone_attribute = nullptr;

	bool assured() const { return status & IPS_ASSURED; }
	bool replied() const { return status & IPS_SEEN_REPLY; }
	/// Picked up in the middle (nf_conntrack_tcp_loose=1): tcp_new() makes both directions liberal and sets no
	/// window scale, which no handshake does (net/netfilter/nf_conntrack_proto_tcp.c). Offloaded flows look alike.
	bool picked_up() const;
};

/// None when the message holds no tuple.
std::optional<Entry> read_entry(const nlmsghdr* message);

} // namespace ctgate::conntrack
