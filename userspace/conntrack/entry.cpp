// SPDX-License-Identifier: MIT
#include "userspace/conntrack/entry.hpp"

#include "userspace/conntrack/attributes.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>

#include <cstring>

namespace ctgate::conntrack
{
namespace
{

std::uint16_t port_of(const nlattr* attribute)
{
	return ntohs(value_of<std::uint16_t>(attribute));
}

std::uint32_t number_of(const nlattr* attribute)
{
	return ntohl(value_of<std::uint32_t>(attribute));
}

/// `Bytes` are as many as the family has.
template <class Bytes>
Address address_of(const nlattr* attribute, std::uint8_t family)
{
	Address address{.family = family};
	const auto bytes = value_of<Bytes>(attribute);
	std::memcpy(address.bytes.data(), &bytes, sizeof(bytes));
	return address;
}

void read_addresses(const nlattr* nest, Tuple& tuple)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (type_of(attribute)) {
		case CTA_IP_V4_SRC:
			tuple.source = address_of<in_addr>(attribute, AF_INET);
			break;
		case CTA_IP_V4_DST:
			tuple.destination = address_of<in_addr>(attribute, AF_INET);
			break;
		case CTA_IP_V6_SRC:
			tuple.source = address_of<in6_addr>(attribute, AF_INET6);
			break;
		case CTA_IP_V6_DST:
			tuple.destination = address_of<in6_addr>(attribute, AF_INET6);
			break;
		default:
			break;
		}
	});
}

void read_ports(const nlattr* nest, Tuple& tuple, std::uint8_t& protocol)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (type_of(attribute)) {
		case CTA_PROTO_NUM:
			protocol = value_of<std::uint8_t>(attribute);
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
			tuple.destination_port = value_of<std::uint8_t>(attribute);
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
		switch (type_of(attribute)) {
		case CTA_TUPLE_IP:
			read_addresses(attribute, tuple);
			break;
		case CTA_TUPLE_PROTO:
			read_ports(attribute, tuple, entry.protocol);
			break;
		case CTA_TUPLE_ZONE:
			entry.zone = ntohs(value_of<std::uint16_t>(attribute));
			break;
		default:
			break;
		}
	});
}

std::uint8_t flags_of(const nlattr* attribute)
{
	return value_of<nf_ct_tcp_flags>(attribute).flags;
}

void read_tcp(const nlattr* nest, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		switch (type_of(attribute)) {
		case CTA_PROTOINFO_TCP_STATE:
			entry.tcp_state = value_of<std::uint8_t>(attribute);
			break;
		case CTA_PROTOINFO_TCP_FLAGS_ORIGINAL:
			entry.tcp_flags_original = flags_of(attribute);
			break;
		case CTA_PROTOINFO_TCP_FLAGS_REPLY:
			entry.tcp_flags_reply = flags_of(attribute);
			break;
		case CTA_PROTOINFO_TCP_WSCALE_ORIGINAL:
			entry.tcp_scale_original = value_of<std::uint8_t>(attribute);
			break;
		case CTA_PROTOINFO_TCP_WSCALE_REPLY:
			entry.tcp_scale_reply = value_of<std::uint8_t>(attribute);
			break;
		default:
			break;
		}
	});
}

void read_protocol_info(const nlattr* nest, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		if (type_of(attribute) == CTA_PROTOINFO_TCP)
			read_tcp(attribute, entry);
	});
}

void read_helper(const nlattr* nest, Entry& entry)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		if (type_of(attribute) == CTA_HELP_NAME)
			entry.helper = text_of(attribute);
	});
}

void read_attribute(const nlattr* attribute, Entry& entry)
{
	switch (type_of(attribute)) {
	case CTA_TUPLE_ORIG:
		entry.original_attribute = attribute;
		read_tuple(attribute, entry.original, entry);
		break;
	case CTA_TUPLE_REPLY:
		read_tuple(attribute, entry.reply, entry);
		break;
	case CTA_STATUS:
		entry.status = number_of(attribute);
		break;
	case CTA_TIMEOUT:
		entry.left = std::chrono::seconds{number_of(attribute)};
		break;
	case CTA_ID:
		entry.id = value_of<std::uint32_t>(attribute);
		break;
	case CTA_ZONE:
		entry.zone_attribute = attribute;
		entry.zone = ntohs(value_of<std::uint16_t>(attribute));
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
	std::optional<Entry> entry{std::in_place};
	for_each_attribute(message, sizeof(nfgenmsg),
			   [&](const nlattr* attribute) { read_attribute(attribute, *entry); });
	if (!entry->original_attribute)
		entry.reset();
	return entry;
}

} // namespace ctgate::conntrack
