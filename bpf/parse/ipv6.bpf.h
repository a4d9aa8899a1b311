/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The extension-header walk as a function that the verifier judges by itself.
 * Inlined, it would be looked at once for each way through it, and so would all
 * that follows: eight times the work for every load of the program.
 */
#pragma once

#include "ipv6.h"

#include <linux/bpf.h>

/* A packet at its first extension header; then at its layer-4 header. No pointers: those do not cross. */
struct ctg_ipv6_walk {
	__u32 offset; /* of the header from the beginning of the frame */
	__u32 payload;
	__u32 part;
	__u32 protocol;
};

enum { CTG_IPV6_OFFSET_BOUND = 0x3fff }; /* 7 extension headers of 2 KiB, IPv6, Ethernet and tags fit */

/* Returns an enum ctg_reason. On CTG_GO_ON *walk stands at the layer-4 header. */
__attribute__((noinline)) int ctg_walk_ipv6(struct xdp_md* ctx, struct ctg_ipv6_walk* walk)
{
	struct ctg_cursor cursor = {(void*)(long)ctx->data, (void*)(long)ctx->data_end};
	struct ctg_ip ip = {};
	enum ctg_reason reason;

	if (!walk)
		return CTG_IP_TRUNCATED; /* never: the verifier asks for the test */
	ip.payload = walk->payload;
	ip.protocol = walk->protocol;
	cursor.at += walk->offset & CTG_IPV6_OFFSET_BOUND;

	reason = ctg_walk_ipv6_extensions(&cursor, &ip);
	walk->offset += walk->payload - ip.payload;
	walk->payload = ip.payload;
	walk->part = ip.part;
	walk->protocol = ip.protocol;
	return reason;
}
