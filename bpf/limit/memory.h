/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which sources were seen behaving before: a few memories in each line of the
 * sketch, each a tag of the source's hash with the times of its first and its
 * latest packet that a limit let pass. A source is known when these lie apart.
 * A made-up source comes once; to be taken for a known one it must hit both the
 * line and the tag.
 *
 * Who is known is never driven out by newcomers: only by time. Pure C.
 */
#pragma once

#include "../stamp.h"
#include "bucket.h"

/* Layout of a memory: tag, first, latest; 0 is an empty one. Times are in stamps. */
enum {
	CTG_TAG_SHIFT = 48,
	CTG_FIRST_SHIFT = 24,

	CTG_PROBATION_STAMPS = 4,  /* 13 to 17 seconds */
	CTG_FORGET_STAMPS = 20117, /* a day */
};

static __always_inline __u64 ctg_memory_of(__u16 tag, __u32 first, __u32 latest)
{
	return (__u64)tag << CTG_TAG_SHIFT | (__u64)first << CTG_FIRST_SHIFT | latest;
}

static __always_inline __u16 ctg_memory_tag(__u64 memory)
{
	return memory >> CTG_TAG_SHIFT;
}

static __always_inline __u32 ctg_memory_first(__u64 memory)
{
	return (memory >> CTG_FIRST_SHIFT) & CTG_STAMP_MASK;
}

static __always_inline __u32 ctg_memory_latest(__u64 memory)
{
	return memory & CTG_STAMP_MASK;
}

static __always_inline bool ctg_memory_is_over(__u64 memory, __u32 stamp)
{
	__u32 latest = ctg_memory_latest(memory);

	return ctg_stamp_is_before(latest, stamp) && ctg_stamps_between(latest, stamp) > CTG_FORGET_STAMPS;
}

static __always_inline enum ctg_acquaintance ctg_memory_says(__u64 memory)
{
	__u32 known_for = ctg_stamps_between(ctg_memory_first(memory), ctg_memory_latest(memory));

	return known_for >= CTG_PROBATION_STAMPS ? CTG_KNOWN : CTG_ON_PROBATION;
}

/* What this line remembers of the source with this tag. Tag 0 is nobody's. */
static __always_inline enum ctg_acquaintance ctg_recall(const struct ctg_line* line, __u16 tag, __u32 stamp)
{
#pragma unroll
	for (int i = 0; i < CTG_LINE_MEMORIES; i++) {
		__u64 memory = *(const volatile __u64*)&line->memory[i];

		if (ctg_memory_tag(memory) == tag && !ctg_memory_is_over(memory, stamp))
			return ctg_memory_says(memory);
	}
	return CTG_STRANGER;
}

/* How willingly a memory is given up: an empty or forgotten one first, then the staler of those on probation. */
static __always_inline __u32 ctg_memory_staleness(__u64 memory, __u32 stamp)
{
	if (!memory || ctg_memory_is_over(memory, stamp))
		return CTG_STAMP_MASK + 1;
	if (ctg_memory_says(memory) == CTG_KNOWN)
		return 0;
	return 1 + ctg_stamps_between(ctg_memory_latest(memory), stamp);
}

/* Writes down that this source was let pass. Who comes first, when two do, is remembered. */
static __always_inline void ctg_remember(struct ctg_line* line, __u16 tag, __u32 stamp)
{
	__u32 stalest = 0, place = 0;
	__u64 given_up = 0;

#pragma unroll
	for (int i = 0; i < CTG_LINE_MEMORIES; i++) {
		__u64 memory = *(const volatile __u64*)&line->memory[i];
		__u32 staleness = ctg_memory_staleness(memory, stamp);

		if (ctg_memory_tag(memory) == tag && !ctg_memory_is_over(memory, stamp)) {
			if (ctg_stamp_is_before(ctg_memory_latest(memory), stamp))
				__sync_val_compare_and_swap(&line->memory[i], memory,
							    ctg_memory_of(tag, ctg_memory_first(memory), stamp));
			return;
		}
		if (staleness > stalest) {
			stalest = staleness;
			place = i;
			given_up = memory;
		}
	}
	if (stalest)
		__sync_val_compare_and_swap(&line->memory[place % CTG_LINE_MEMORIES], given_up,
					    ctg_memory_of(tag, stamp, stamp));
}
