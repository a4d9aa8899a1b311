/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which limit a packet belongs to: by destination port, by source port, by protocol; the first there is. */
#pragma once

#include "../bound.bpf.h"
#include "../flow.h"

enum {
	CTG_PORT_MASK = 0xffff,
};

static __always_inline __u8 ctg_slot_of_port(const volatile __u8 slots[CTG_PORT_MASK + 1], __u16 port)
{
	return slots[ctg_bound(port, CTG_PORT_MASK)];
}

/* Slot + 1, or 0. */
static __always_inline __u8 ctg_limit_of_ports(const struct ctg_flow* flow)
{
	__u8 limit;

	if (flow->protocol == CTG_LIMIT_UDP) {
		limit = ctg_slot_of_port(ctg_ports.udp[CTG_DESTINATION], flow->destination_port);
		return limit ? limit : ctg_slot_of_port(ctg_ports.udp[CTG_SOURCE], flow->source_port);
	}
	limit = ctg_slot_of_port(ctg_ports.tcp[CTG_DESTINATION], flow->destination_port);
	return limit ? limit : ctg_slot_of_port(ctg_ports.tcp[CTG_SOURCE], flow->source_port);
}

/* Slot + 1, or 0. The protocol must be a constant where this is called: what no limit asks for is not even loaded. */
static __always_inline __u8 ctg_match(const struct ctg_flow* flow, enum ctg_limit_protocol protocol)
{
	__u8 limit = 0;

	if (ctg_image.machine.port_limits[protocol])
		limit = ctg_limit_of_ports(flow);
	return limit ? limit : ctg_image.machine.any_limit[protocol];
}
