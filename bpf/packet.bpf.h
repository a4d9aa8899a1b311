/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One packet on its way through the filter, as long as it is asked whether anything is wrong with it. */
#pragma once

#include "count.bpf.h"
#include "flow.h"

struct packet {
	struct xdp_md* ctx;
	struct ctg_cursor cursor;
	__u32 announced; /* see ctg_frame_length() */
	bool is_guest;   /* it is IP, and its source is not in the allow set */
	struct ctg_ip ip;
	struct ctg_flow flow;
};

/* Gives the reason back if it stops the packet. */
static __always_inline enum ctg_reason weigh(struct packet* packet, enum ctg_reason reason)
{
	enum ctg_action action;

	if (!reason)
		return CTG_GO_ON;
	action = action_of(reason);
	ctg_note(CTG_STEP_REASON, reason, action, 0, 0);
	if (action == CTG_MONITOR)
		count(packet->ctx, packet->announced, CTG_MONITORED, reason);
	return action == CTG_DROP ? reason : CTG_GO_ON;
}
