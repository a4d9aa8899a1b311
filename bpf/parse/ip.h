/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What both IP versions have to say about the layer above them. */
#pragma once

#include "../abi.h"
#include "cursor.h"

enum {
	CTG_PROTOCOL_ICMP = 1,
	CTG_PROTOCOL_TCP = 6,
	CTG_PROTOCOL_UDP = 17,
	CTG_PROTOCOL_ICMPV6 = 58,
};

struct ctg_ip {
	__u8 version;
	__u8 protocol; /* of the layer-4 header that the cursor stands at */
	enum ctg_part part;
	__u32 length;       /* bytes of this packet from the IP header on, by its length field */
	__u32 payload;      /* bytes of that behind all IP headers */
	const void* source; /* the addresses in the packet, in network byte order */
	const void* destination;
};
