// SPDX-License-Identifier: MIT
// Numbers of the wire, as people call them.
#pragma once

#include <cstdint>
#include <string>

namespace ctgate::why
{

/// "TCP", "GRE", "protocol 200".
std::string protocol_name(std::uint32_t protocol);
/// "IPv4", "ARP", "EtherType 0x1234", "IEEE 802.3 length 38".
std::string ethertype_name(std::uint16_t type);
/// "ICMP echo request", "ICMPv6 type 3".
std::string icmp_name(std::uint32_t protocol, std::uint8_t type);

} // namespace ctgate::why
