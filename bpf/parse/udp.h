/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The UDP header (RFC 768). */
#pragma once

#include "ip.h"

struct ctg_udp_header {
	__be16 source;
	__be16 destination;
	__be16 length;
	__be16 checksum;
} CTG_WIRE;

enum { CTG_UDP_HEADER = sizeof(struct ctg_udp_header) };

/* In host byte order; `length` in bytes, header included. */
struct ctg_udp {
	__u16 source_port;
	__u16 destination_port;
	__u16 length;
};

static __always_inline enum ctg_reason ctg_parse_udp(struct ctg_cursor* cursor, const struct ctg_ip* ip,
						     struct ctg_udp* udp)
{
	const struct ctg_udp_header* header;

	if (ip->payload < CTG_UDP_HEADER)
		return ip->part == CTG_FIRST_FRAGMENT ? CTG_TINY_FRAGMENT : CTG_UDP_TRUNCATED;
	header = ctg_take(cursor, CTG_UDP_HEADER);
	if (!header)
		return CTG_IP_TRUNCATED;

	udp->source_port = ctg_from_be16(header->source);
	udp->destination_port = ctg_from_be16(header->destination);
	udp->length = ctg_from_be16(header->length);
	return CTG_GO_ON;
}
