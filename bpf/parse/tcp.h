/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The TCP header (RFC 9293 section 3.1), as far as conntrack judges it. */
#pragma once

#include "ip.h"

struct ctg_tcp_header {
	__be16 source;
	__be16 destination;
	__be32 sequence;
	__be32 acknowledgement;
	__u8 offset; /* data offset in the upper four bits, AE and reserved bits below */
	__u8 flags;
	__be16 window;
	__be16 checksum;
	__be16 urgent;
} CTG_WIRE;

enum { CTG_TCP_HEADER = sizeof(struct ctg_tcp_header) };

/* Ports in host byte order, lengths in bytes. */
struct ctg_tcp {
	__u8 flags;
	__u8 header_length;
	__u16 source_port;
	__u16 destination_port;
	__u16 checksum; /* as it stands there: as good as a random number, and free */
};

static __always_inline enum ctg_reason ctg_parse_tcp(struct ctg_cursor* cursor, const struct ctg_ip* ip,
						     struct ctg_tcp* tcp)
{
	const struct ctg_tcp_header* header;

	if (ip->payload < CTG_TCP_HEADER)
		return ip->part == CTG_FIRST_FRAGMENT ? CTG_TINY_FRAGMENT : CTG_TCP_TRUNCATED;
	header = ctg_take(cursor, CTG_TCP_HEADER);
	if (!header)
		return CTG_IP_TRUNCATED;

	tcp->flags = header->flags;
	tcp->header_length = (header->offset >> 4) * 4;
	tcp->source_port = ctg_from_be16(header->source);
	tcp->destination_port = ctg_from_be16(header->destination);
	tcp->checksum = ctg_from_be16(header->checksum);
	return CTG_GO_ON;
}
