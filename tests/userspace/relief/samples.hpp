// SPDX-License-Identifier: MIT
// Entries as a dump tells them, without a dump.
#pragma once

#include "userspace/conntrack/kind.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

namespace ctgate::relief
{

inline conntrack::Address address(const std::string& text)
{
	conntrack::Address parsed;
	parsed.family = text.find(':') == std::string::npos ? AF_INET : AF_INET6;
	::inet_pton(parsed.family, text.c_str(), parsed.bytes.data());
	return parsed;
}

inline conntrack::Tuple flow(const std::string& source, std::uint16_t source_port, const std::string& destination,
			     std::uint16_t destination_port)
{
	return {address(source), address(destination), source_port, destination_port};
}

inline conntrack::Tuple mirrored(const conntrack::Tuple& tuple)
{
	return {tuple.destination, tuple.source, tuple.destination_port, tuple.source_port};
}

/// Assured and established; its fields are there to be changed.
inline conntrack::Entry tcp(const conntrack::Tuple& original, std::uint8_t state = TCP_CONNTRACK_ESTABLISHED)
{
	conntrack::Entry entry;
	entry.original = original;
	entry.reply = mirrored(original);
	entry.protocol = IPPROTO_TCP;
	entry.status = IPS_SEEN_REPLY | IPS_ASSURED;
	entry.tcp_state = state;
	entry.left = std::chrono::seconds{1000};
	return entry;
}

inline conntrack::Entry udp(const conntrack::Tuple& original, std::uint32_t status = 0)
{
	conntrack::Entry entry;
	entry.original = original;
	entry.reply = mirrored(original);
	entry.protocol = IPPROTO_UDP;
	entry.status = status;
	entry.left = std::chrono::seconds{20};
	return entry;
}

/// The kernel's own defaults.
inline conntrack::Lifetimes default_lifetimes()
{
	using std::chrono::seconds;
	conntrack::Lifetimes times;
	times.tcp[TCP_CONNTRACK_ESTABLISHED] = seconds{432000};
	times.tcp_unacknowledged = times.tcp_max_retrans = seconds{300};
	return times;
}

} // namespace ctgate::relief
