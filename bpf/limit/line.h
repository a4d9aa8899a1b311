/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The buckets of one line of the sketch. A source has two of them, by its hash,
 * and is over its limit only when both are empty. Pure C.
 */
#pragma once

#include "bucket.h"

/* A bucket that is this many tokens behind its pair is so for others' sake, and is not charged. */
enum { CTG_PAIR_SLACK = 8 };

/* Two buckets of a line, never the same: one of six pairs. */
struct ctg_pair {
	__u32 first, second;
};

static __always_inline struct ctg_pair ctg_pair_of(__u32 hash)
{
	__u32 first = hash % CTG_LINE_BUCKETS;
	__u32 step = 1 + ((hash >> 2) % 64 * (CTG_LINE_BUCKETS - 1) / 64);

	return (struct ctg_pair){.first = first, .second = (first + step) % CTG_LINE_BUCKETS};
}

/* What the source owes: the lesser of what its buckets say. */
static __always_inline __u64 ctg_pair_full_at(const struct ctg_line* line, struct ctg_pair pair)
{
	__u64 first = ctg_bucket_read(&line->bucket[pair.first]);
	__u64 second = ctg_bucket_read(&line->bucket[pair.second]);

	return first < second ? first : second;
}

static __always_inline void ctg_pair_charge_one(struct ctg_bucket* bucket, __u64 least, const struct ctg_pace* pace,
						__u64 now)
{
	if (ctg_bucket_read(bucket) <= least + CTG_PAIR_SLACK * pace->cost)
		ctg_bucket_charge(bucket, pace, now);
}

/*
 * Takes a token from both. One that stands far behind the other is left alone:
 * the other alone holds the source to its limit, and charging both would make
 * all who share with it pay for a flood that they have nothing to do with.
 */
static __always_inline void ctg_pair_charge(struct ctg_line* line, struct ctg_pair pair, const struct ctg_pace* pace,
					    __u64 now)
{
	__u64 least = ctg_later(ctg_pair_full_at(line, pair), now);

	ctg_pair_charge_one(&line->bucket[pair.first], least, pace, now);
	ctg_pair_charge_one(&line->bucket[pair.second], least, pace, now);
}
