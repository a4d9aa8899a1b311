/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A token bucket in one 64-bit number, exact across CPUs without a lock: the
 * generic cell rate algorithm (ITU-T I.371). The number is the time at which
 * the bucket will be full again; `now` beyond it means full, and each packet
 * moves it on by the cost of one. No refill, so nothing to round away.
 *
 * `now`, cost and depth are bucket time (CTG_TIME_PER_NS). Pure C.
 */
#pragma once

#include "../abi.h"
#include "../parse/cursor.h"

enum { CTG_BUCKET_TRIES = 8 };

#define CTG_BUCKET_SLACK (1000000000ULL * CTG_TIME_PER_NS) /* one second */

static __always_inline __u64 ctg_bucket_read(const struct ctg_bucket* bucket)
{
	return *(const volatile __u64*)&bucket->full_at;
}

/* Moves full_at from one value to another, unless another CPU came first. */
static __always_inline bool ctg_bucket_move(struct ctg_bucket* bucket, __u64 from, __u64 to)
{
	return __sync_val_compare_and_swap(&bucket->full_at, from, to) == from;
}

static __always_inline __u64 ctg_later(__u64 a, __u64 b)
{
	return a > b ? a : b;
}

/*
 * Is there a token in the bucket, given what was read from it?
 *
 * Debt far beyond the depth cannot have been run up at this pace: a slower
 * configuration left it. It is cut to an empty bucket, which fills at the new
 * rate; otherwise raising a limit would not help until the old debt is paid.
 * The slack is for a CPU that was held up after it read the clock.
 */
static __always_inline bool ctg_bucket_covers(struct ctg_bucket* bucket, __u64 full_at, const struct ctg_pace* pace,
					      __u64 now)
{
	if (full_at > now + 2 * pace->depth + CTG_BUCKET_SLACK) {
		ctg_bucket_move(bucket, full_at, now + pace->depth);
		return false;
	}
	return ctg_later(full_at, now) + pace->cost <= now + pace->depth;
}

/* Is there a token? Takes none. */
static __always_inline bool ctg_bucket_has_token(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	return ctg_bucket_covers(bucket, ctg_bucket_read(bucket), pace, now);
}

/* Takes one token, also one that is not there. */
static __always_inline void ctg_bucket_charge(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	__u64 full_at = ctg_bucket_read(bucket);

	if (full_at < now && ctg_bucket_move(bucket, full_at, now + pace->cost))
		return;
	__sync_fetch_and_add(&bucket->full_at, pace->cost);
}

/*
 * Takes one token if there is one. A try fails only when another CPU took one
 * meanwhile; after CTG_BUCKET_TRIES of them the packet passes on credit, which
 * later ones pay back, so the rate stays exact.
 */
static __always_inline bool ctg_bucket_take(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
#pragma unroll
	for (int i = 0; i < CTG_BUCKET_TRIES; i++) {
		__u64 full_at = ctg_bucket_read(bucket);

		if (!ctg_bucket_covers(bucket, full_at, pace, now))
			return false;
		if (ctg_bucket_move(bucket, full_at, ctg_later(full_at, now) + pace->cost))
			return true;
	}
	__sync_fetch_and_add(&bucket->full_at, pace->cost);
	return true;
}
