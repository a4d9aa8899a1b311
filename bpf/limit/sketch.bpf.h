/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A bucket for every source in fixed memory: each source has one bucket in each
 * row, chosen by that row's keyed hash, and shares it with whoever hashes there.
 * A source is over its limit only when all its buckets are empty. Sharing can
 * take tokens from a source, never give any; a flood of made-up sources evicts
 * nothing, because nothing is stored by source.
 */
#pragma once

#include "../maps.bpf.h"
#include "../parse/ip.h"
#include "bucket.h"
#include "clock.bpf.h"

enum { CTG_SKETCH_ROW = CTG_SOURCE_BUCKETS / CTG_SKETCH_ROWS };

/* What limits take for one source: an IPv4 address, an IPv6 /64. */
struct ctg_source {
	__u32 high, low;
};

static __always_inline struct ctg_source ctg_source_of(const struct ctg_ip* ip)
{
	const struct ctg_words {
		__be32 word[2];
	} CTG_WIRE* address = ip->source;

	if (ip->version == 4)
		return (struct ctg_source){.high = 0, .low = address->word[0]};
	return (struct ctg_source){.high = address->word[0], .low = address->word[1]};
}

/* Pair-multiply-shift, strongly universal (Thorup, High Speed Hashing for Integers and Strings,
 * section 3.5): whoever does not know the key cannot aim two sources at one bucket. */
static __always_inline __u32 ctg_hash(const volatile struct ctg_hash_key* key, struct ctg_source source)
{
	return ((key->a + source.high) * (key->b + source.low) + key->c) >> 32;
}

/* Takes a token from every bucket of the source, if any of them has one. */
static __always_inline bool ctg_sketch_take(enum ctg_limit_id limit, const struct ctg_ip* ip, __u64 now)
{
	struct ctg_pace pace = ctg_image.machine.limit[limit].source;
	struct ctg_source source = ctg_source_of(ip);
	struct ctg_bucket* bucket[CTG_SKETCH_ROWS];
	bool has_token = false;

#pragma unroll
	for (int row = 0; row < CTG_SKETCH_ROWS; row++) {
		__u32 hash = ctg_hash(&ctg_image.machine.limit[limit].key[row], source);
		__u32 index = row * CTG_SKETCH_ROW + hash % CTG_SKETCH_ROW;

		bucket[row] = bpf_map_lookup_elem(&source_buckets, &index);
		if (!bucket[row])
			return true; /* never: the index is bounded */
		ctg_bucket_settle(bucket[row], &pace, now);
		has_token |= ctg_bucket_has_token(bucket[row], &pace, now);
	}
	if (!has_token)
		return false;

#pragma unroll
	for (int row = 0; row < CTG_SKETCH_ROWS; row++)
		ctg_bucket_charge(bucket[row], &pace, now);
	return true;
}
