/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is counted of a packet, and the one place that turns a reason into an action. */
#pragma once

#include "length.bpf.h"
#include "trace.bpf.h"

/* The one place that counts packets. Returns how many that makes. */
static __always_inline __u64 count_frame(__u32 length, enum ctg_outcome outcome, enum ctg_reason reason)
{
	__u32 index = ctg_counter_index(outcome, reason);
	struct ctg_counter* counter = bpf_map_lookup_elem(&counters, &index);

	if (!counter)
		return 0; /* never: the map has every index */
	counter->bytes += length;
	return ++counter->packets;
}

/* Returns 0 when nothing was counted. */
static __always_inline __u64 count(struct xdp_md* ctx, __u32 announced, enum ctg_outcome outcome,
				   enum ctg_reason reason)
{
	return ctg_tracing() ? 0 : count_frame(ctg_frame_length(ctx, announced), outcome, reason);
}

static __always_inline enum ctg_action action_of(enum ctg_reason reason)
{
	return (enum ctg_action)ctg_image.policy.action[(__u8)reason];
}

static __always_inline enum ctg_outcome outcome_of_drop(void)
{
	return ctg_image.policy.armed ? CTG_DROPPED : CTG_MONITORED;
}

/* What becomes of a packet: an enum xdp_action, or who has to say. */
enum ctg_verdict {
	CTG_DROP_IT = XDP_DROP,
	CTG_PASS = XDP_PASS,
	CTG_LONG_WAY = -1, /* take the long way; nothing was counted */
	CTG_ASK = -2,      /* nothing is wrong with the packet; ask whether it may enter */
};

static __always_inline int ctg_pass(struct xdp_md* ctx, __u32 announced)
{
	count(ctx, announced, CTG_PASSED, CTG_GO_ON);
	return CTG_PASS;
}

static __always_inline int ctg_drop(struct xdp_md* ctx, __u32 announced, enum ctg_reason reason)
{
	count(ctx, announced, outcome_of_drop(), reason);
	return ctg_image.policy.armed ? CTG_DROP_IT : ctg_pass(ctx, announced);
}
