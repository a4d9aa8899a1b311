/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bucket time, and what only a fresh look at the clock can tell. */
#pragma once

#include "../maps.bpf.h"
#include "bucket.h"

/* By the cheapest clock that the limits in force allow. */
static __always_inline __u64 ctg_now(void)
{
	if (ctg_image.machine.clock == CTG_CLOCK_JIFFIES)
		return (bpf_jiffies64() - ctg_image.machine.jiffies_at_boot) * ctg_image.machine.tick;
	return bpf_ktime_get_ns() * CTG_TIME_PER_NS;
}

/* Rids a bucket of debt that a slower configuration left; to be called before anything is asked of it. */
static __always_inline void ctg_bucket_settle(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	if (ctg_bucket_is_overdrawn(bucket, pace, now))
		ctg_bucket_cut(bucket, pace, ctg_now());
}
