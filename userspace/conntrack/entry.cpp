// SPDX-License-Identifier: MIT
#include "userspace/conntrack/entry.hpp"

#include "userspace/conntrack/attributes.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>

#include <algorithm>

namespace ctgate::conntrack
{
namespace
{

std::uint16_t port_of(const nlattr* attribute)
{
	return ntohs(::mnl_attr_get_u16(attribute));
}

Address address_of(const nlattr* attribute, std::uint8_t family)
{
	Address address{.family = family};
	const auto* bytes = static_cast<const std::uint8_t*>(::mnl_attr_get_payload(attribute));
	std::copy_n(bytes, std::min<std::size_t>(::mnl_attr_get_payload_len(attribute), address.bytes.size()),
		    address.bytes.begin());
	return address;
}

void read_addresses(const nlattr* nest, Tuple& tuple)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (::mnl_attr_get_type(attribute)) {
		case CTA_IP_V4_SRC:
			tuple.source = address_of(attribute, AF_INET);
			break;
		case CTA_IP_V4_DST:
			tuple.destination = address_of(attribute, AF_INET);
			break;
		case CTA_IP_V6_SRC:
			tuple.source = address_of(attribute, AF_INET6);
			break;
		case CTA_IP_V6_DST:
			tuple.destination = address_of(attribute, AF_INET6);
			break;
		default:
			break;
		}
	});
}

void read_ports(const nlattr* nest, Tuple& tuple, std::uint8_t& protocol)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (::mnl_attr_get_type(attribute)) {
		case CTA_PROTO_NUM:
			protocol = ::mnl_attr_get_u8(attribute);
			break;
		case CTA_PROTO_SRC_PORT:
		case CTA_PROTO_ICMP_ID:
		case CTA_PROTO_ICMPV6_ID:
			tuple.source_port = port_of(attribute);
			break;
		case CTA_PROTO_DST_PORT:
			tuple.destination_port = port_of(attribute);
			break;
		case CTA_PROTO_ICMP_TYPE:
		case CTA_PROTO_ICMPV6_TYPE:
			tuple.destination_port = ::mnl_attr_get_u8(attribute);
			break;
		default:
			break;
		}
	});
}

/// A zone for one direction only stands inside its tuple.
void read_tuple(const nlattr* nest, Tuple& tuple, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (::mnl_attr_get_type(attribute)) {
		case CTA_TUPLE_IP:
			read_addresses(attribute, tuple);
			break;
		case CTA_TUPLE_PROTO:
			read_ports(attribute, tuple, entry.protocol);
			break;
		case CTA_TUPLE_ZONE:
			entry.zone = ntohs(::mnl_attr_get_u16(attribute));
			break;
		default:
			break;
		}
	});
}

std::uint8_t flags_of(const nlattr* attribute)
{
	return static_cast<const nf_ct_tcp_flags*>(::mnl_attr_get_payload(attribute))->flags;
}

void read_tcp(const nlattr* nest, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (::mnl_attr_get_type(attribute)) {
		case CTA_PROTOINFO_TCP_STATE:
			entry.tcp_state = ::mnl_attr_get_u8(attribute);
			break;
		case CTA_PROTOINFO_TCP_FLAGS_ORIGINAL:
			entry.tcp_flags_original = flags_of(attribute);
			break;
		case CTA_PROTOINFO_TCP_FLAGS_REPLY:
			entry.tcp_flags_reply = flags_of(attribute);
			break;
		case CTA_PROTOINFO_TCP_WSCALE_ORIGINAL:
			entry.tcp_scale_original = ::mnl_attr_get_u8(attribute);
			break;
		case CTA_PROTOINFO_TCP_WSCALE_REPLY:
			entry.tcp_scale_reply = ::mnl_attr_get_u8(attribute);
			break;
		default:
			break;
		}
	});
}

void read_protocol_info(const nlattr* nest, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		if (::mnl_attr_get_type(attribute) == CTA_PROTOINFO_TCP)
			read_tcp(attribute, entry);
	});
}

void read_helper(const nlattr* nest, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		if (::mnl_attr_get_type(attribute) == CTA_HELP_NAME)
			entry.helper = ::mnl_attr_get_str(attribute);
	});
}

void read_attribute(const nlattr* attribute, Entry& entry)
{
	switch (::mnl_attr_get_type(attribute)) {
	case CTA_TUPLE_ORIG:
		entry.original_attribute = attribute;
		read_tuple(attribute, entry.original, entry);
		break;
	case CTA_TUPLE_REPLY:
		read_tuple(attribute, entry.reply, entry);
		break;
	case CTA_STATUS:
		entry.status = ntohl(::mnl_attr_get_u32(attribute));
		break;
	case CTA_TIMEOUT:
		entry.left = std::chrono::seconds{ntohl(::mnl_attr_get_u32(attribute))};
		break;
	case CTA_ID:
		entry.id = ::mnl_attr_get_u32(attribute);
		break;
	case CTA_ZONE:
		entry.zone_attribute = attribute;
		entry.zone = ntohs(::mnl_attr_get_u16(attribute));
		break;
	case CTA_PROTOINFO:
		read_protocol_info(attribute, entry);
		break;
	case CTA_HELP:
		read_helper(attribute, entry);
		break;
	default:
		break;
	}
}

} // namespace

bool Entry::picked_up() const
{
	return protocol == IPPROTO_TCP && !(status & IPS_OFFLOAD) && tcp_scale_original == 0 && tcp_scale_reply == 0 &&
	       (tcp_flags_original & tcp_flags_reply & IP_CT_TCP_FLAG_BE_LIBERAL);
}

std::optional<Entry> read_entry(const nlmsghdr* message)
{
	Entry entry;
	for_each_attribute(message, sizeof(nfgenmsg),
			   [&](const nlattr* attribute) { read_attribute(attribute, entry); });
	return entry.original_attribute ? std::optional{entry} : std::nullopt;
}

} // namespace ctgate::conntrack
