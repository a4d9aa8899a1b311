/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Flows that conntrack knew a moment ago, for each CPU: a look-up costs more than
 * all the rest of the filter, and flows have more than one packet. Forgotten after
 * 4.3 s at the latest. Two flows that share a hash of 50 bits would be taken for
 * one: then the one that conntrack does not know passes.
 */
#pragma once

#include "../clock.bpf.h"
#include "../stamp.h"
#include "../visitor.h"

enum { CTG_RECENT_SHIFT = 64 - CTG_RECENT_BITS };

static __always_inline __u64 ctg_hash_words(const volatile struct ctg_hash_key* key, const __be32 word[4])
{
	return (key->a + word[0]) * (key->b + word[1]) + (key->c + word[2]) * (key->d + word[3]);
}

static __always_inline __u64 ctg_flow_hash(const struct ctg_visitor* visitor)
{
	__u32 ports = (__u32)visitor->flow.source_port << 16 | visitor->flow.destination_port;
	const volatile struct ctg_hash_key* key = ctg_image.machine.key;

	return ctg_hash_words(&key[0], visitor->source.word) + ctg_hash_words(&key[1], visitor->destination.word) +
	       (key[2].a + ports) * (key[2].b + visitor->protocol);
}

static __always_inline __u64* ctg_recent_of(__u64 hash)
{
	__u32 index = hash >> CTG_RECENT_SHIFT;

	return bpf_map_lookup_elem(&recent_flows, &index);
}

/* What is written down of a flow that conntrack knew now, in this direction. */
static __always_inline __u64 ctg_recent_mark(__u64 hash, enum ctg_answer answer)
{
	return (hash & ~(__u64)CTG_STAMP_MASK & ~(1ULL << 24)) | (__u64)(answer == CTG_ENTRY_REPLY) << 24 |
	       ctg_stamp(ctg_coarse_now());
}
