// SPDX-License-Identifier: MIT
// Entries of the caller's network namespace's conntrack table, made by conntrack(8).
#pragma once

#include <cstdint>
#include <string>

namespace ctgate
{

/// The first packet of a flow: who sent it to whom. Those of the frames of tests/packet, unless said otherwise.
struct FlowEntry {
	std::string source = "198.51.100.1";
	std::string destination = "203.0.113.1";
	std::uint16_t source_port = 40000;
	std::uint16_t destination_port = 53;
};

/// Makes conntrack know the flow; throws what conntrack(8) says when it does not.
void know_udp(const FlowEntry& flow);
void know_tcp(const FlowEntry& flow);
void flush_conntrack();

} // namespace ctgate
