/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ICMP header (RFC 792, RFC 4443), as far as limits ask for it. */
#pragma once

#include "ip.h"

struct ctg_icmp_header {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be32 rest;
} CTG_WIRE;

enum {
	CTG_ICMP_HEADER = sizeof(struct ctg_icmp_header),
	CTG_ICMP_ECHO_REQUEST = 8,
	CTG_ICMPV6_ECHO_REQUEST = 128,
};

struct ctg_icmp {
	__u8 type;
};

static __always_inline enum ctg_reason ctg_parse_icmp(struct ctg_cursor* cursor, const struct ctg_ip* ip,
						      struct ctg_icmp* icmp)
{
	const struct ctg_icmp_header* header;

	if (ip->payload < CTG_ICMP_HEADER)
		return ip->part == CTG_FIRST_FRAGMENT ? CTG_TINY_FRAGMENT : CTG_ICMP_TRUNCATED;
	header = ctg_take(cursor, CTG_ICMP_HEADER);
	if (!header)
		return CTG_IP_TRUNCATED;

	icmp->type = header->type;
	return CTG_GO_ON;
}

static __always_inline bool ctg_is_echo_request(const struct ctg_icmp* icmp, const struct ctg_ip* ip)
{
	return icmp->type == (ip->version == 4 ? CTG_ICMP_ECHO_REQUEST : CTG_ICMPV6_ECHO_REQUEST);
}

static __always_inline __u8 ctg_icmp_protocol(const struct ctg_ip* ip)
{
	return ip->version == 4 ? CTG_PROTOCOL_ICMP : CTG_PROTOCOL_ICMPV6;
}
