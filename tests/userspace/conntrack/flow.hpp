// SPDX-License-Identifier: MIT
// Entries of conntrack as a dump would tell them, without a kernel.
#pragma once

#include "userspace/conntrack/entry.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdexcept>
#include <string>

namespace ctgate::conntrack
{

constexpr std::uint32_t kReplied = IPS_SEEN_REPLY;
constexpr std::uint32_t kSettled = IPS_SEEN_REPLY | IPS_ASSURED;

inline Address address(const std::string& text)
{
	Address address;
	address.family = text.find(':') == std::string::npos ? AF_INET : AF_INET6;
	if (::inet_pton(address.family, text.c_str(), address.bytes.data()) != 1)
		throw std::invalid_argument(text + " is not an address");
	return address;
}

struct Ends {
	std::string source = "192.0.2.7";
	std::uint16_t source_port = 40000;
	std::string destination = "198.51.100.1";
	std::uint16_t destination_port = 443;
};

/// Without NAT: the reply is the original turned round.
inline Entry flow(std::uint8_t protocol, const Ends& ends, std::uint32_t status)
{
	Entry entry;
	entry.protocol = protocol;
	entry.status = status;
	entry.original = {address(ends.source), address(ends.destination), ends.source_port, ends.destination_port};
	entry.reply = {entry.original.destination, entry.original.source, ends.destination_port, ends.source_port};
	return entry;
}

/// `left` as the kernel tells it: until the entry expires.
inline Entry tcp(std::uint8_t state, std::uint32_t status, std::chrono::seconds left, const Ends& ends = {})
{
	Entry entry = flow(IPPROTO_TCP, ends, status);
	entry.tcp_state = state;
	entry.left = left;
	return entry;
}

} // namespace ctgate::conntrack
