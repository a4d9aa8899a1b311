/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * UDP headers that conntrack calls invalid: udp_error() in
 * net/netfilter/nf_conntrack_proto_udp.c, without the checksum.
 */
#pragma once

#include "../parse/udp.h"

/* A first fragment does not hold all that its length field speaks of. */
static __always_inline enum ctg_reason ctg_check_udp_length(const struct ctg_udp* udp, const struct ctg_ip* ip)
{
	if (udp->length < CTG_UDP_HEADER)
		return CTG_UDP_LENGTH;
	if (ip->part == CTG_WHOLE && udp->length > ip->payload)
		return CTG_UDP_LENGTH;
	return CTG_GO_ON;
}
