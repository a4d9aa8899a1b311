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
 * Debt beyond twice the depth cannot have been run up at this pace: a slower
 * configuration left it. Unless it is cut, raising a limit does not help until
 * the old debt is paid.
 */
static __always_inline bool ctg_bucket_was_overdrawn(__u64 full_at, const struct ctg_pace* pace, __u64 now)
{
	return full_at > now + 2 * pace->depth;
}

static __always_inline bool ctg_bucket_is_overdrawn(const struct ctg_bucket* bucket, const struct ctg_pace* pace,
						    __u64 now)
{
	return ctg_bucket_was_overdrawn(ctg_bucket_read(bucket), pace, now);
}

/* Cuts such debt to an empty bucket, which fills at the new rate. `now` must be fresh: to a CPU that
 * was held up since it read the clock, every debt looks deep. */
static __always_inline void ctg_bucket_cut(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	__u64 full_at = ctg_bucket_read(bucket);

	if (ctg_bucket_was_overdrawn(full_at, pace, now))
		ctg_bucket_move(bucket, full_at, now + pace->depth);
}

/* Is there a token in a bucket that will be full at this time? */
static __always_inline bool ctg_bucket_covers(__u64 full_at, const struct ctg_pace* pace, __u64 now)
{
	return ctg_later(full_at, now) + pace->cost <= now + pace->depth;
}

/* Is there a token? Takes none. */
static __always_inline bool ctg_bucket_has_token(const struct ctg_bucket* bucket, const struct ctg_pace* pace,
						 __u64 now)
{
	return ctg_bucket_covers(ctg_bucket_read(bucket), pace, now);
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

		if (!ctg_bucket_covers(full_at, pace, now))
			return false;
		if (ctg_bucket_move(bucket, full_at, ctg_later(full_at, now) + pace->cost))
			return true;
	}
	__sync_fetch_and_add(&bucket->full_at, pace->cost);
	return true;
}
