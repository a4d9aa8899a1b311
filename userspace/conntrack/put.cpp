// SPDX-License-Identifier: MIT
#include "userspace/conntrack/put.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

namespace ctgate::conntrack
{
namespace
{

void put_protocol(nlmsghdr* message, const Tuple& tuple, std::uint8_t protocol)
{
	const Nest nest{message, CTA_TUPLE_PROTO};
	::mnl_attr_put_u8(message, CTA_PROTO_NUM, protocol);
	const bool version6 = protocol == IPPROTO_ICMPV6;
	if (protocol != IPPROTO_ICMP && !version6) {
		::mnl_attr_put_u16(message, CTA_PROTO_SRC_PORT, htons(tuple.source_port));
		::mnl_attr_put_u16(message, CTA_PROTO_DST_PORT, htons(tuple.destination_port));
		return;
	}
	::mnl_attr_put_u16(message, version6 ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID, htons(tuple.source_port));
	::mnl_attr_put_u8(message, version6 ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE,
			  static_cast<std::uint8_t>(tuple.destination_port));
	::mnl_attr_put_u8(message, version6 ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE, 0);
}

/// Of ICMP the ports are id and type, and an echo is answered with another type.
Tuple mirrored(const Tuple& tuple, std::uint8_t protocol)
{
	if (protocol == IPPROTO_ICMP)
		return {tuple.destination, tuple.source, tuple.source_port, ICMP_ECHOREPLY};
	if (protocol == IPPROTO_ICMPV6)
		return {tuple.destination, tuple.source, tuple.source_port, ICMP6_ECHO_REPLY};
	return {tuple.destination, tuple.source, tuple.destination_port, tuple.source_port};
}

} // namespace

void put_address(nlmsghdr* message, std::uint16_t type4, std::uint16_t type6, const Address& address)
{
	if (address.family == AF_INET)
		::mnl_attr_put(message, type4, sizeof(in_addr), address.bytes.data());
	else
		::mnl_attr_put(message, type6, sizeof(in6_addr), address.bytes.data());
}

void put_tuple(nlmsghdr* message, std::uint16_t type, const Tuple& tuple, std::uint8_t protocol)
{
	const Nest nest{message, type};
	{
		const Nest addresses{message, CTA_TUPLE_IP};
		put_address(message, CTA_IP_V4_SRC, CTA_IP_V6_SRC, tuple.source);
		put_address(message, CTA_IP_V4_DST, CTA_IP_V6_DST, tuple.destination);
	}
	put_protocol(message, tuple, protocol);
}

void put_flow(nlmsghdr* message, const Tuple& original, std::uint8_t protocol)
{
	put_tuple(message, CTA_TUPLE_ORIG, original, protocol);
	put_tuple(message, CTA_TUPLE_REPLY, mirrored(original, protocol), protocol);
}

} // namespace ctgate::conntrack
