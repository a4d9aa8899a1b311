// SPDX-License-Identifier: MIT
// Entries of conntrack without the traffic that makes them: by ctnetlink, as conntrackd does it.
#pragma once

#include "userspace/conntrack/entry.hpp"

#include <netinet/in.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace ctgate::e2e
{

constexpr std::uint8_t kHandshaken = IP_CT_TCP_FLAG_WINDOW_SCALE | IP_CT_TCP_FLAG_SACK_PERM | IP_CT_TCP_FLAG_MAXACK_SET;
/// Of a flow that conntrack met in the middle; its scale is 0.
constexpr std::uint8_t kPickedUp = IP_CT_TCP_FLAG_BE_LIBERAL | IP_CT_TCP_FLAG_SACK_PERM | IP_CT_TCP_FLAG_MAXACK_SET;
constexpr std::uint32_t kSettled = IPS_ASSURED | IPS_SEEN_REPLY;

struct NewEntry {
	conntrack::Tuple original; ///< the reply is its mirror image, unless it is translated
	std::uint8_t protocol = IPPROTO_TCP;
	std::uint32_t status = 0; ///< of IPS_ASSURED and IPS_SEEN_REPLY; the rest is the kernel's
	std::chrono::seconds left{100};
	std::uint8_t tcp_state = TCP_CONNTRACK_ESTABLISHED;
	std::uint8_t tcp_flags = kHandshaken, tcp_scale = 7; ///< of both directions
	std::optional<conntrack::Address> source_nat = {}, destination_nat = {};
	std::uint16_t zone = 0;
};

conntrack::Address address_of(const std::string& text);
conntrack::Tuple tuple(const std::string& source, std::uint16_t source_port, const std::string& destination,
		       std::uint16_t destination_port);
/// The n-th neighbour of an address, for many at once.
conntrack::Address operator+(conntrack::Address address, std::uint32_t number);

/// Into the table of the calling thread's namespace; throws when the kernel refuses one. The entries stay until they
/// expire: rules that ask for conntrack are not needed.
void insert(std::span<const NewEntry> entries);

} // namespace ctgate::e2e
