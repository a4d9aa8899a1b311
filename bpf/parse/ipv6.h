/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * IPv6 (RFC 8200) and THE extension-header walk: no other code walks them.
 * It stops where the kernel's ipv6_skip_exthdr() stops (net/ipv6/exthdrs_core.c),
 * because that is what conntrack takes for the layer-4 header.
 */
#pragma once

#include "ip.h"

struct ctg_ipv6_header {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	__u8 priority : 4, version : 4;
#else
	__u8 version : 4, priority : 4;
#endif
	__u8 flow[3];
	__be16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__be32 source[4];
	__be32 destination[4];
} CTG_WIRE;

struct ctg_ipv6_extension {
	__u8 next_header;
	__u8 length; /* in units that differ by header, see ctg_ipv6_extension_length() */
} CTG_WIRE;

struct ctg_ipv6_fragment {
	__u8 next_header;
	__u8 reserved;
	__be16 fragment; /* offset in the upper 13 bits, M in the lowest */
	__be32 id;
} CTG_WIRE;

enum {
	CTG_IPV6_HOP_BY_HOP = 0,
	CTG_IPV6_ROUTING = 43,
	CTG_IPV6_FRAGMENT = 44,
	CTG_IPV6_AH = 51,
	CTG_IPV6_DESTINATION = 60,

	CTG_IPV6_OFFSET_MASK = 0xfff8,
	CTG_IPV6_MORE_FRAGMENTS = 0x0001,

	/* RFC 8200 section 4.1 has a use for seven at most; the eighth step finds layer 4. */
	CTG_IPV6_EXTENSIONS_MAX = 7,
};

static __always_inline bool ctg_is_ipv6_extension(__u8 next_header)
{
	return next_header == CTG_IPV6_HOP_BY_HOP || next_header == CTG_IPV6_ROUTING ||
	       next_header == CTG_IPV6_FRAGMENT || next_header == CTG_IPV6_AH || next_header == CTG_IPV6_DESTINATION;
}

/* AH counts four bytes a unit (RFC 4302 section 2.2), the others eight (RFC 8200 section 4). */
static __always_inline __u32 ctg_ipv6_extension_length(__u8 kind, __u8 length)
{
	if (kind == CTG_IPV6_FRAGMENT)
		return sizeof(struct ctg_ipv6_fragment);
	if (kind == CTG_IPV6_AH)
		return ((__u32)length + 2) * 4;
	return ((__u32)length + 1) * 8;
}

static __always_inline enum ctg_part ctg_ipv6_part(__u16 fragment)
{
	if (!(fragment & (CTG_IPV6_OFFSET_MASK | CTG_IPV6_MORE_FRAGMENTS)))
		return CTG_WHOLE;
	return fragment & CTG_IPV6_OFFSET_MASK ? CTG_LATER_FRAGMENT : CTG_FIRST_FRAGMENT;
}

/* Of fragments within fragments the least counts: what is behind a later one is payload, whatever is around it. */
static __always_inline enum ctg_part ctg_ipv6_nested_part(enum ctg_part outer, enum ctg_part inner)
{
	return inner > outer ? inner : outer;
}

/* Steps over the one extension header at the cursor. */
static __always_inline enum ctg_reason ctg_skip_ipv6_extension(struct ctg_cursor* cursor, struct ctg_ip* ip)
{
	const struct ctg_ipv6_extension* extension = ctg_peek(cursor, sizeof(struct ctg_ipv6_fragment));
	__u8 kind = ip->protocol;
	__u32 length;

	if (!extension)
		return CTG_IP_TRUNCATED;
	if (kind == CTG_IPV6_FRAGMENT) {
		__u16 fragment = ctg_from_be16(((const struct ctg_ipv6_fragment*)extension)->fragment);

		ip->part = ctg_ipv6_nested_part(ip->part, ctg_ipv6_part(fragment));
	}

	length = ctg_ipv6_extension_length(kind, extension->length);
	if (length > ip->payload)
		return CTG_IP_TRUNCATED;
	ip->protocol = extension->next_header;
	ip->payload -= length;
	return ctg_take(cursor, length) ? CTG_GO_ON : CTG_IP_TRUNCATED;
}

/* Walks to the layer-4 header; ip->protocol, part and payload follow. */
static __always_inline enum ctg_reason ctg_walk_ipv6_extensions(struct ctg_cursor* cursor, struct ctg_ip* ip)
{
#pragma unroll
	for (int step = 0; step < CTG_IPV6_EXTENSIONS_MAX; step++) {
		enum ctg_reason reason;

		if (!ctg_is_ipv6_extension(ip->protocol) || ip->part == CTG_LATER_FRAGMENT)
			return CTG_GO_ON;
		reason = ctg_skip_ipv6_extension(cursor, ip);
		if (reason)
			return reason;
	}
	return ctg_is_ipv6_extension(ip->protocol) && ip->part != CTG_LATER_FRAGMENT ? CTG_IPV6_EXT_CHAIN : CTG_GO_ON;
}

/* On CTG_GO_ON the cursor stands behind the fixed header, perhaps at an extension header; *ip is complete. */
static __always_inline enum ctg_reason ctg_parse_ipv6(struct ctg_cursor* cursor, struct ctg_ip* ip)
{
	const struct ctg_ipv6_header* header = ctg_take(cursor, sizeof(*header));

	if (!header)
		return CTG_IP_TRUNCATED;
	if (header->version != 6)
		return CTG_IP_HEADER;

	ip->version = 6;
	ip->protocol = header->next_header;
	ip->part = CTG_WHOLE;
	ip->payload = ctg_from_be16(header->payload_length);
	ip->length = sizeof(*header) + ip->payload;
	ip->source = header->source;
	ip->destination = header->destination;
	return CTG_GO_ON;
}
