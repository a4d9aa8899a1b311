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

/* `key` is the whole address behind `bits`, its length. */
static __always_inline bool ctg_set_holds(void* set, void* key, __u32* bits)
{
	for (int i = 0; i < CTG_SET_NESTING; i++) {
		const struct ctg_set_entry* entry = bpf_map_lookup_elem(set, key);

		if (!entry)
			return false;
		if (!ctg_is_over(entry))
			return true;
		if (!entry->bits)
			return false;
		*bits = entry->bits - 1;
	}
	return false;
}

static __always_inline bool ctg_in_set4(void* set, const struct ctg_address* address)
{
	struct ctg_prefix4 key = {.bits = 32};

	__builtin_memcpy(key.address, &address->word[3], sizeof(key.address));
	return ctg_set_holds(set, &key, &key.bits);
}

static __always_inline bool ctg_in_set6(void* set, const struct ctg_address* address)
{
	struct ctg_prefix6 key = {.bits = 128};

	__builtin_memcpy(key.address, address->word, sizeof(key.address));
	return ctg_set_holds(set, &key, &key.bits);
}

static __always_inline bool ctg_in_set(enum ctg_set set, const struct ctg_address* address, __u32 family)
{
	bool allow = set == CTG_SET_ALLOW, holds = false;
	__u8 families = allow ? ctg_image.machine.allow : ctg_image.machine.deny;

	if (family == CTG_IPV4 && families & 1 << CTG_IPV4)
		holds = ctg_in_set4(allow ? (void*)&allow4 : (void*)&deny4, address);
	if (family == CTG_IPV6 && families & 1 << CTG_IPV6)
		holds = ctg_in_set6(allow ? (void*)&allow6 : (void*)&deny6, address);
	if (families)
		ctg_note(CTG_STEP_SET, set, holds, 0, 0);
	return holds;
}
