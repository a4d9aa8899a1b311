/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A bucket for every source in fixed memory. A source has a line of the limit's
 * part of the sketch for each of its prefix lengths, chosen by keyed hash, and
 * shares it with whoever hashes there. It is over its limit when, for one of
 * them, its buckets are empty. Sharing can take tokens from a source, never give
 * any; a flood of made-up sources evicts nothing, because no bucket is anybody's.
 */
#pragma once

#include "../clock.bpf.h"
#include "../trace.bpf.h"
#include "hash.h"
#include "line.h"
#include "memory.h"

/* A limit as the image has it. A pointer keeps its bounds where the verifier would lose those of a slot. */
typedef const volatile struct ctg_limit_machine ctg_limit_view;

/* Where a source, or a destination, is in the sketch. */
struct ctg_place {
	struct ctg_line* line; /* NULL: not asked for */
	struct ctg_pair pair;
};

struct ctg_source {
	struct ctg_place place[CTG_PREFIX_LENGTHS_MAX]; /* the whole address first */
};

static __always_inline struct ctg_place ctg_place_of(ctg_limit_view* limit, __u32 hash)
{
	__u32 index = limit->first_line + ((__u64)hash * limit->lines >> 32);

	return (struct ctg_place){.line = bpf_map_lookup_elem(&sketch, &index), .pair = ctg_pair_of(hash)};
}

/* Rids a pair of debt that a slower configuration left. */
static __always_inline void ctg_settle_pair(struct ctg_place* place, const struct ctg_pace* pace)
{
	__u64 now = ctg_now();

	if (ctg_tracing())
		return;
	ctg_bucket_cut(&place->line->bucket[place->pair.first], pace, now);
	ctg_bucket_cut(&place->line->bucket[place->pair.second], pace, now);
}

static __always_inline bool ctg_place_has_token(struct ctg_place* place, const struct ctg_pace* pace, __u64 now)
{
	__u64 full_at = ctg_pair_full_at(place->line, place->pair);

	if (ctg_bucket_was_overdrawn(full_at, pace, now))
		ctg_settle_pair(place, pace); /* an empty bucket has no token either */
	return ctg_bucket_covers(full_at, pace, now);
}

static __always_inline __u64 ctg_place_debt(const struct ctg_place* place, __u64 now)
{
	__u64 full_at = ctg_pair_full_at(place->line, place->pair);

	return full_at > now ? full_at - now : 0;
}

static __always_inline struct ctg_pace ctg_source_pace(ctg_limit_view* limit, __u32 family, int i)
{
	return (struct ctg_pace){.cost = limit->source[family][i].pace.cost,
				 .depth = limit->source[family][i].pace.depth};
}

/* Where the source is, at one of its prefix lengths; does not touch the line. */
static __always_inline struct ctg_place ctg_find_place(ctg_limit_view* limit, const struct ctg_visitor* visitor,
						       __u32 family, int i)
{
	return ctg_place_of(limit, ctg_hash(&ctg_image.machine.key[CTG_HASH_PREFIX + i], &visitor->source,
					    limit->source[family][i].mask, family));
}

/* Under which a source is remembered in its line. */
static __always_inline __u16 ctg_tag_of(ctg_limit_view* limit, const struct ctg_visitor* visitor, __u32 family)
{
	return ctg_hash(&ctg_image.machine.key[CTG_HASH_TAG], &visitor->source, limit->source[family][0].mask,
			family) >>
		       16 |
	       1;
}

/* Takes a token at each prefix length, if each has one. The place at the first is known already. */
static __always_inline bool ctg_source_take(ctg_limit_view* limit, const struct ctg_visitor* visitor, __u32 family,
					    struct ctg_source* source, __u64 now)
{
	bool has_token = true;

#pragma unroll
	for (int i = 0; i < CTG_PREFIX_LENGTHS(family); i++) {
		struct ctg_pace pace = ctg_source_pace(limit, family, i);

		if (i > 0 && pace.cost)
			source->place[i] = ctg_find_place(limit, visitor, family, i);
		if (!source->place[i].line)
			break;
		has_token &= ctg_place_has_token(&source->place[i], &pace, now);
		ctg_note(CTG_STEP_BUCKET, CTG_EACH_SOURCE, i, ctg_place_debt(&source->place[i], now), pace.depth);
		if (!has_token && !ctg_tracing())
			return false;
	}
	if (!has_token || ctg_tracing())
		return has_token;

#pragma unroll
	for (int i = 0; i < CTG_PREFIX_LENGTHS(family); i++) {
		struct ctg_pace pace = ctg_source_pace(limit, family, i);

		if (!source->place[i].line)
			break;
		ctg_pair_charge(source->place[i].line, source->place[i].pair, &pace, now);
	}
	return true;
}

/* The same for the one address that the packet goes to. */
static __always_inline bool ctg_destination_take(ctg_limit_view* limit, const struct ctg_visitor* visitor, __u32 family,
						 __u64 now)
{
	struct ctg_pace pace = {.cost = limit->destination.cost, .depth = limit->destination.depth};
	const volatile struct ctg_hash_key* key = &ctg_image.machine.key[CTG_HASH_DESTINATION];
	struct ctg_place place = ctg_place_of(limit, family == CTG_IPV4 ? ctg_hash4(key, visitor->destination.word[3])
									: ctg_hash6(key, visitor->destination.word));
	bool has_token;

	if (!place.line)
		return true; /* never: a limit's lines lie inside the sketch */
	has_token = ctg_place_has_token(&place, &pace, now);
	ctg_note(CTG_STEP_BUCKET, CTG_EACH_DESTINATION, 0, ctg_place_debt(&place, now), pace.depth);
	if (has_token && !ctg_tracing())
		ctg_pair_charge(place.line, place.pair, &pace, now);
	return has_token;
}
