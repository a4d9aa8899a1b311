/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ethernet II with up to two VLAN tags (802.1Q, 802.1ad): frame -> EtherType. */
#pragma once

#include "../abi.h"
#include "cursor.h"

enum {
	CTG_ETHERTYPE_IPV4 = 0x0800,
	CTG_ETHERTYPE_IPV6 = 0x86dd,
	CTG_ETHERTYPE_VLAN = 0x8100,  /* 802.1Q, customer tag */
	CTG_ETHERTYPE_SVLAN = 0x88a8, /* 802.1ad, service tag */
	CTG_VLAN_TAGS_MAX = 2,

	/* Shorter frames are padded to this, IEEE 802.3 clause 4A.4.2, without FCS. */
	CTG_ETHERNET_MIN = 60,
};

struct ctg_ethernet_header {
	__u8 destination[6];
	__u8 source[6];
	__be16 ethertype;
} CTG_WIRE;

struct ctg_vlan_tag {
	__be16 control;
	__be16 ethertype;
} CTG_WIRE;

static __always_inline bool ctg_is_vlan(__u16 ethertype)
{
	return ethertype == CTG_ETHERTYPE_VLAN || ethertype == CTG_ETHERTYPE_SVLAN;
}

struct ctg_ethernet {
	__u16 type;   /* what follows the cursor; host byte order */
	__u16 length; /* bytes of the header, tags included */
};

/* On CTG_GO_ON the cursor stands behind the tags and *ethernet is complete. */
static __always_inline enum ctg_reason ctg_parse_ethernet(struct ctg_cursor* cursor, struct ctg_ethernet* ethernet)
{
	const struct ctg_ethernet_header* header = ctg_take(cursor, sizeof(*header));

	if (!header)
		return CTG_IP_TRUNCATED;
	ethernet->type = ctg_from_be16(header->ethertype);
	ethernet->length = sizeof(*header);

#pragma unroll
	for (int depth = 0; depth < CTG_VLAN_TAGS_MAX; depth++) {
		const struct ctg_vlan_tag* tag;

		if (!ctg_is_vlan(ethernet->type))
			return CTG_GO_ON;
		tag = ctg_take(cursor, sizeof(*tag));
		if (!tag)
			return CTG_IP_TRUNCATED;
		ethernet->type = ctg_from_be16(tag->ethertype);
		ethernet->length += sizeof(*tag);
	}
	return ctg_is_vlan(ethernet->type) ? CTG_ETH_VLAN_DEPTH : CTG_GO_ON;
}
