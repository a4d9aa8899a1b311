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

static __always_inline struct ctg_total_bucket* ctg_total_bucket_of(__u32 slot)
{
	return bpf_map_lookup_elem(&total_buckets, &slot);
}

static __always_inline bool ctg_total_draw(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	return ctg_tracing() ? ctg_bucket_has_token(bucket, pace, now) : ctg_bucket_take(bucket, pace, now);
}

/* The last of the bucket. Looking conntrack up costs more than all the rest: only those are worth it of whom
 * something is remembered. Judged by the verifier once, and seldom called. */
__attribute__((noinline)) int ctg_take_reserve(struct xdp_md* ctx, struct ctg_visitor* visitor, struct ctg_line* line,
					       __u32 slot, __u32 tag)
{
	enum ctg_acquaintance acquaintance;
	struct ctg_total_bucket* total;
	struct ctg_pace all;

	if (!visitor || !line || slot >= CTG_LIMITS_MAX)
		return false; /* never: the verifier asks for the test */
	all.cost = ctg_image.machine.limit[slot].total.cost;
	all.depth = ctg_image.machine.limit[slot].total.depth;
	acquaintance = ctg_recall(line, tag, ctg_stamp(ctg_coarse_now()));
	ctg_note(CTG_STEP_MEMORY, acquaintance, 0, 0, 0);
	if (acquaintance == CTG_STRANGER)
		return false;
	if (ctg_has_entry(ctg_ask_conntrack(ctx, visitor)))
		return true;
	total = ctg_total_bucket_of(slot);
	return total && acquaintance == CTG_KNOWN && ctg_total_draw(&total->bucket, &all, ctg_now());
}

/* A bucket that cannot be found limits nobody. */
static __always_inline bool ctg_total_take(struct xdp_md* ctx, __u32 slot, ctg_limit_view* limit,
					   struct ctg_visitor* visitor, __u32 family, const struct ctg_source* source,
					   __u64 now)
{
	struct ctg_pace all = {.cost = limit->total.cost, .depth = limit->total.depth};
	struct ctg_pace strangers = {.cost = all.cost, .depth = all.depth - limit->reserve};
	struct ctg_total_bucket* total = ctg_total_bucket_of(slot);
	struct ctg_line* line = source->place[0].line;
	__u64 full_at;
	__u16 tag;

	if (!total || !line)
		return true; /* never: a limit has its bucket, and its lines lie inside the sketch */
	full_at = ctg_bucket_read(&total->bucket);
	ctg_note(CTG_STEP_BUCKET, CTG_TOTAL, 0, full_at > now ? full_at - now : 0, all.depth);
	if (ctg_bucket_was_overdrawn(full_at, &strangers, now) && !ctg_tracing())
		ctg_bucket_cut(&total->bucket, &strangers, ctg_now()); /* with the reserve full: nobody had it */

	tag = ctg_tag_of(limit, visitor, family);
	if (!ctg_total_draw(&total->bucket, &strangers, now) && !ctg_take_reserve(ctx, visitor, line, slot, tag))
		return false;
	if (!ctg_tracing())
		ctg_remember(line, tag, ctg_stamp(ctg_coarse_now()));
	return true;
}
