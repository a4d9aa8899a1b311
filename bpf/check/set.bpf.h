/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Is an address in a set of prefixes? The longest prefix decides, unless its
 * time is over; then the next shorter one does.
 */
#pragma once

#include "../trace.bpf.h"
#include "../visitor.h"

static __always_inline bool ctg_is_over(const struct ctg_set_entry* entry)
{
	return entry->expires_at && entry->expires_at <= bpf_ktime_get_boot_ns();
}

/* Prefixes whose time is over are looked past, one look-up each: a loop for the rare case, of its own. */
struct ctg_search4 {
	struct ctg_prefix4 key;
	__u32 set;
	bool holds;
};

struct ctg_search6 {
	struct ctg_prefix6 key;
	__u32 set;
	bool holds;
};

/* What was found for a key of so many bits: 1 ends the search, 0 goes on with a shorter key. */
static __always_inline long ctg_look_past(const struct ctg_set_entry* entry, __u32* bits, bool* holds)
{
	if (!entry)
		return 1;
	if (!ctg_is_over(entry)) {
		*holds = true;
		return 1;
	}
	if (!entry->bits)
		return 1;
	*bits = entry->bits - 1;
	return 0;
}

static long ctg_search_shorter4(__u32 turn, void* context)
{
	struct ctg_search4* search = context;
	void* set = search->set == CTG_SET_ALLOW ? (void*)&allow4 : (void*)&deny4;

	(void)turn;
	return ctg_look_past(bpf_map_lookup_elem(set, &search->key), &search->key.bits, &search->holds);
}

static long ctg_search_shorter6(__u32 turn, void* context)
{
	struct ctg_search6* search = context;
	void* set = search->set == CTG_SET_ALLOW ? (void*)&allow6 : (void*)&deny6;

	(void)turn;
	return ctg_look_past(bpf_map_lookup_elem(set, &search->key), &search->key.bits, &search->holds);
}

static __always_inline bool ctg_in_set4(enum ctg_set set, const struct ctg_address* address)
{
	struct ctg_search4 search = {.key = {.bits = 32}, .set = set};

	__builtin_memcpy(search.key.address, &address->word[3], sizeof(search.key.address));
	if (!ctg_search_shorter4(0, &search))
		bpf_loop(32, ctg_search_shorter4, &search, 0);
	return search.holds;
}

static __always_inline bool ctg_in_set6(enum ctg_set set, const struct ctg_address* address)
{
	struct ctg_search6 search = {.key = {.bits = 128}, .set = set};

	__builtin_memcpy(search.key.address, address->word, sizeof(search.key.address));
	if (!ctg_search_shorter6(0, &search))
		bpf_loop(128, ctg_search_shorter6, &search, 0);
	return search.holds;
}

static __always_inline bool ctg_in_set(enum ctg_set set, const struct ctg_address* address, __u32 family)
{
	bool allow = set == CTG_SET_ALLOW, holds = false;
	__u8 families = allow ? ctg_image.machine.allow : ctg_image.machine.deny;

	if (family == CTG_IPV4 && families & 1 << CTG_IPV4)
		holds = ctg_in_set4(set, address);
	if (family == CTG_IPV6 && families & 1 << CTG_IPV6)
		holds = ctg_in_set6(set, address);
	if (families)
		ctg_note(CTG_STEP_SET, set, holds, 0, 0);
	return holds;
}
