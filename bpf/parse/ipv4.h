/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IPv4 with options (RFC 791). Lengths come from the header: Ethernet pads. */
#pragma once

#include "ip.h"

struct ctg_ipv4_header {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	__u8 ihl : 4, version : 4;
#else
	__u8 version : 4, ihl : 4;
#endif
	__u8 tos;
	__be16 total_length;
	__be16 id;
	__be16 fragment; /* flags in the upper three bits, offset in units of eight bytes */
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__be32 source;
	__be32 destination;
} CTG_WIRE;

enum {
	CTG_IPV4_IHL_MIN = 5, /* words of four bytes */
	CTG_IPV4_MORE_FRAGMENTS = 0x2000,
	CTG_IPV4_OFFSET_MASK = 0x1fff,
};

static __always_inline enum ctg_part ctg_ipv4_part(__u16 fragment)
{
	if (!(fragment & (CTG_IPV4_OFFSET_MASK | CTG_IPV4_MORE_FRAGMENTS)))
		return CTG_WHOLE;
	return fragment & CTG_IPV4_OFFSET_MASK ? CTG_LATER_FRAGMENT : CTG_FIRST_FRAGMENT;
}

/* On CTG_GO_ON the cursor stands behind the options and *ip is complete. */
static __always_inline enum ctg_reason ctg_parse_ipv4(struct ctg_cursor* cursor, struct ctg_ip* ip)
{
	const struct ctg_ipv4_header* header = ctg_take(cursor, sizeof(*header));
	__u32 header_length, total_length;

	if (!header)
		return CTG_IP_TRUNCATED;
	header_length = header->ihl * 4;
	total_length = ctg_from_be16(header->total_length);
	if (header->version != 4 || header->ihl < CTG_IPV4_IHL_MIN || total_length < header_length)
		return CTG_IP_HEADER;
	if (!ctg_take(cursor, header_length - sizeof(*header)))
		return CTG_IP_TRUNCATED;

	ip->version = 4;
	ip->protocol = header->protocol;
	ip->part = ctg_ipv4_part(ctg_from_be16(header->fragment));
	ip->length = total_length;
	ip->payload = total_length - header_length;
	ip->source = &header->source;
	ip->destination = &header->destination;
	return CTG_GO_ON;
}
