// SPDX-License-Identifier: MIT
#include "userspace/why/names.hpp"

#include <netinet/in.h>
#include <netinet/ip_icmp.h>

#include <linux/icmpv6.h>
#include <linux/if_ether.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace ctgate::why
{
namespace
{

struct Name {
	std::uint32_t number;
	std::string_view name;
};

/// /etc/protocols is not on every machine.
constexpr std::array kProtocols = {
	Name{IPPROTO_ICMP, "ICMP"},
	Name{IPPROTO_IGMP, "IGMP"},
	Name{IPPROTO_IPIP, "IPv4 in IP"},
	Name{IPPROTO_TCP, "TCP"},
	Name{IPPROTO_UDP, "UDP"},
	Name{IPPROTO_DCCP, "DCCP"},
	Name{IPPROTO_IPV6, "IPv6 in IP"},
	Name{IPPROTO_GRE, "GRE"},
	Name{IPPROTO_ESP, "ESP"},
	Name{IPPROTO_AH, "AH"},
	Name{IPPROTO_ICMPV6, "ICMPv6"},
	Name{IPPROTO_NONE, "no next header"},
	Name{89, "OSPF"},
	Name{112, "VRRP"},
	Name{IPPROTO_SCTP, "SCTP"},
	Name{IPPROTO_UDPLITE, "UDP-Lite"},
};

constexpr std::array kEtherTypes = {
	Name{ETH_P_IP, "IPv4"},        Name{ETH_P_IPV6, "IPv6"},       Name{ETH_P_ARP, "ARP"},
	Name{ETH_P_8021Q, "VLAN tag"}, Name{ETH_P_8021AD, "VLAN tag"}, Name{ETH_P_SLOW, "LACP"},
	Name{ETH_P_LLDP, "LLDP"},      Name{ETH_P_MPLS_UC, "MPLS"},    Name{ETH_P_PPP_DISC, "PPPoE"},
	Name{ETH_P_PPP_SES, "PPPoE"},  Name{ETH_P_MACSEC, "MACsec"},   Name{ETH_P_PAE, "802.1X"},
};

std::string_view name_in(const auto& names, std::uint32_t number)
{
	const auto found = std::ranges::find(names, number, &Name::number);
	return found == names.end() ? std::string_view{} : found->name;
}

} // namespace

std::string protocol_name(std::uint32_t protocol)
{
	const auto name = name_in(kProtocols, protocol);
	return name.empty() ? fmt::format("protocol {}", protocol) : std::string{name};
}

std::string ethertype_name(std::uint16_t type)
{
	if (type < ETH_P_802_3_MIN)
		return fmt::format("IEEE 802.3 length {}", type);
	const auto name = name_in(kEtherTypes, type);
	return name.empty() ? fmt::format("EtherType {:#06x}", type) : std::string{name};
}

std::string icmp_name(std::uint32_t protocol, std::uint8_t type)
{
	const bool is_ipv6 = protocol == IPPROTO_ICMPV6;
	const std::string name = protocol_name(protocol);
	if (type == (is_ipv6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO))
		return name + " echo request";
	if (type == (is_ipv6 ? ICMPV6_ECHO_REPLY : ICMP_ECHOREPLY))
		return name + " echo reply";
	return fmt::format("{} type {}", name, type);
}

} // namespace ctgate::why
