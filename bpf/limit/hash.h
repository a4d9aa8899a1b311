/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keyed hashes of addresses. Pure C. */
#pragma once

#include "../visitor.h"

/* Multiply-shift and pair-multiply-shift, strongly universal (Thorup, High Speed Hashing for Integers and
 * Strings, sections 3.3 and 3.5): whoever does not know the key cannot aim two sources at one bucket. */
static __always_inline __u32 ctg_hash4(const volatile struct ctg_hash_key* key, __be32 address)
{
	return (key->d * address + key->e) >> 32;
}

static __always_inline __u32 ctg_hash6(const volatile struct ctg_hash_key* key, const __be32 address[4])
{
	__u64 high = (key->a + address[0]) * (key->b + address[1]);
	__u64 low = (key->c + address[2]) * (key->d + address[3]);

	return (high + low + key->e) >> 32;
}

/* Of the part of an address that a mask leaves. The family is a constant where this is called. */
static __always_inline __u32 ctg_hash(const volatile struct ctg_hash_key* key, const struct ctg_address* address,
				      const volatile __u32 mask[4], __u32 family)
{
	__be32 part[4];

	if (family == CTG_IPV4)
		return ctg_hash4(key, address->word[3] & mask[3]);
	for (int i = 0; i < 4; i++)
		part[i] = address->word[i] & mask[i];
	return ctg_hash6(key, part);
}
