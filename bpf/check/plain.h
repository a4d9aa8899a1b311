/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The frame that most frames are: one whole datagram, in one buffer, without VLAN
 * tags, IPv4 options or IPv6 extension headers. Read at once. Pure C.
 */
#pragma once

#include "../parse/ethernet.h"
#include "../parse/ipv4.h"
#include "../parse/ipv6.h"

struct ctg_plain4 {
	struct ctg_ethernet_header ethernet;
	struct ctg_ipv4_header ip;
} CTG_WIRE;

struct ctg_plain6 {
	struct ctg_ethernet_header ethernet;
	struct ctg_ipv6_header ip;
} CTG_WIRE;

/* Is the frame as long as its headers say, or padded? */
static __always_inline bool ctg_is_whole(__u32 announced, __u32 length)
{
	return announced == length || (length == CTG_ETHERNET_MIN && announced < length);
}

static __always_inline bool ctg_read_plain4(const struct ctg_ipv4_header* header, struct ctg_ip* ip)
{
	if (header->version != 4 || header->ihl != CTG_IPV4_IHL_MIN)
		return false;
	if (header->fragment & ctg_from_be16(CTG_IPV4_OFFSET_MASK | CTG_IPV4_MORE_FRAGMENTS))
		return false;
	ip->version = 4;
	ip->protocol = header->protocol;
	ip->part = CTG_WHOLE;
	ip->length = ctg_from_be16(header->total_length);
	ip->payload = ip->length - sizeof(*header);
	ip->source = &header->source;
	ip->destination = &header->destination;
	return ip->length >= sizeof(*header);
}

static __always_inline bool ctg_read_plain6(const struct ctg_ipv6_header* header, struct ctg_ip* ip)
{
	ip->version = 6;
	ip->protocol = header->next_header;
	ip->part = CTG_WHOLE;
	ip->payload = ctg_from_be16(header->payload_length);
	ip->length = ip->payload + sizeof(*header);
	ip->source = &header->source;
	ip->destination = &header->destination;
	return header->version == 6;
}

/* On true the cursor stands behind the IP header and *ip is complete, but for IPv6 extension headers, which pass for
 * a layer 4 here. `frame` is the whole frame. */
static __always_inline bool ctg_parse_plain(struct ctg_cursor* frame, struct ctg_ip* ip)
{
	const struct ctg_plain4* plain4 = ctg_peek(frame, sizeof(*plain4));
	const struct ctg_plain6* plain6;
	__u32 length = frame->end - frame->at;

	if (!plain4)
		return false;
	if (plain4->ethernet.ethertype == ctg_from_be16(CTG_ETHERTYPE_IPV4)) {
		ctg_take(frame, sizeof(*plain4));
		return ctg_read_plain4(&plain4->ip, ip) && ctg_is_whole(sizeof(plain4->ethernet) + ip->length, length);
	}
	if (plain4->ethernet.ethertype != ctg_from_be16(CTG_ETHERTYPE_IPV6))
		return false;
	plain6 = ctg_take(frame, sizeof(*plain6));
	return plain6 && ctg_read_plain6(&plain6->ip, ip) &&
	       ctg_is_whole(sizeof(plain6->ethernet) + ip->length, length);
}
