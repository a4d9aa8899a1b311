/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keyed hashes of addresses. Pure C. */
#pragma once

#include "../visitor.h"

/* Pair-multiply-shift, strongly universal (Thorup, High Speed Hashing for Integers and Strings,
 * section 3.5): whoever does not know the key cannot aim two sources at one bucket. */
static __always_inline __u32 ctg_hash(const volatile struct ctg_hash_key* key, const struct ctg_address* address)
{
	__u64 high = (key->a + address->word[0]) * (key->b + address->word[1]);
	__u64 low = (key->c + address->word[2]) * (key->d + address->word[3]);

	return (high + low + key->e) >> 32;
}

static __always_inline struct ctg_address ctg_prefix_of(const struct ctg_address* address, const volatile __u32 mask[4])
{
	return (struct ctg_address){.word = {address->word[0] & mask[0], address->word[1] & mask[1],
					     address->word[2] & mask[2], address->word[3] & mask[3]}};
}
