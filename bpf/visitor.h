/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A packet in which nothing is wrong, at the door: what conntrack and the limits
 * need to know of it. No pointers into the packet, so it can be handed to functions
 * that the verifier judges by themselves. Pure C.
 */
#pragma once

#include "flow.h"

/* An address, or a prefix of one, in network byte order as it was loaded; IPv4 in the last word. */
struct ctg_address {
	__be32 word[4];
};

struct ctg_visitor {
	struct ctg_address source, destination;
	struct ctg_flow flow;
	__u32 announced; /* see ctg_frame_length() */
	__u8 family;     /* enum ctg_family */
	__u8 protocol;   /* of the layer-4 header */
};

static __always_inline struct ctg_address ctg_address_of(const void* address, __u32 family)
{
	const struct ctg_words {
		__be32 word[4];
	} CTG_WIRE* words = address;

	if (family == CTG_IPV4)
		return (struct ctg_address){.word = {0, 0, 0, words->word[0]}};
	return (struct ctg_address){.word = {words->word[0], words->word[1], words->word[2], words->word[3]}};
}

static __always_inline void ctg_introduce(struct ctg_visitor* visitor, const struct ctg_ip* ip,
					  const struct ctg_flow* flow, __u32 announced)
{
	visitor->family = ip->version == 4 ? CTG_IPV4 : CTG_IPV6;
	visitor->source = ctg_address_of(ip->source, visitor->family);
	visitor->destination = ctg_address_of(ip->destination, visitor->family);
	visitor->flow = *flow;
	visitor->announced = announced;
	visitor->protocol = ip->protocol;
}
