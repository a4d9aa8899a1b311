/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The bucket that all sources of a limit share, and who may have the last of it.
 *
 * While the bucket stands above its reserve everybody draws on it and nobody is
 * asked. Below, a stranger is refused; a flow that conntrack knows passes and
 * draws nothing; a source that was seen behaving before draws on the reserve.
 * So a flood of made-up sources gets what the known leave, not the other way round.
 */
#pragma once

#include "../check/conntrack.bpf.h"
#include "sketch.bpf.h"

static __always_inline bool ctg_total_draw(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	return ctg_tracing() ? ctg_bucket_has_token(bucket, pace, now) : ctg_bucket_take(bucket, pace, now);
}

/* Looking conntrack up costs more than all the rest: only those are worth it of whom something is remembered. */
static __always_inline bool ctg_may_have_the_reserve(struct xdp_md* ctx, struct ctg_visitor* visitor,
						     const struct ctg_source* source, struct ctg_bucket* bucket,
						     const struct ctg_pace* pace, __u64 now)
{
	enum ctg_acquaintance acquaintance = CTG_STRANGER;

	if (source->place[0].line)
		acquaintance = ctg_recall(source->place[0].line, source->tag, ctg_stamp(ctg_coarse_now()));
	ctg_note(CTG_STEP_MEMORY, acquaintance, 0, 0, 0);
	if (acquaintance == CTG_STRANGER)
		return false;
	if (ctg_has_entry(ctg_ask_conntrack(ctx, visitor)))
		return true;
	return acquaintance == CTG_KNOWN && ctg_total_draw(bucket, pace, now);
}

/* A bucket that cannot be found limits nobody. */
static __always_inline bool ctg_total_take(struct xdp_md* ctx, __u32 slot, struct ctg_visitor* visitor,
					   const struct ctg_source* source, __u64 now)
{
	struct ctg_pace all = {.cost = ctg_image.machine.limit[slot].total.cost,
			       .depth = ctg_image.machine.limit[slot].total.depth};
	struct ctg_pace strangers = {.cost = all.cost, .depth = all.depth - ctg_image.machine.limit[slot].reserve};
	struct ctg_total_bucket* total = bpf_map_lookup_elem(&total_buckets, &slot);
	__u64 full_at;

	if (!total)
		return true;
	full_at = ctg_bucket_read(&total->bucket);
	ctg_note(CTG_STEP_BUCKET, CTG_TOTAL, 0, full_at > now ? full_at - now : 0, all.depth);
	if (ctg_bucket_was_overdrawn(full_at, &all, now) && !ctg_tracing())
		ctg_bucket_cut(&total->bucket, &all, ctg_now());

	if (!ctg_total_draw(&total->bucket, &strangers, now) &&
	    !ctg_may_have_the_reserve(ctx, visitor, source, &total->bucket, &all, now))
		return false;
	if (source->place[0].line && !ctg_tracing())
		ctg_remember(source->place[0].line, source->tag, ctg_stamp(ctg_coarse_now()));
	return true;
}
