/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The bounded cursor: the only way in which bytes of a packet are reached.
 * Pure C; the BPF verifier checks it there, sanitizers check it in the tests.
 */
#pragma once

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

/* Network byte order to host order, for a compile target of either order. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ctg_from_be16(value) __builtin_bswap16(value)
#define ctg_from_be32(value) __builtin_bswap32(value)
#else
#define ctg_from_be16(value) (value)
#define ctg_from_be32(value) (value)
#endif

/* A header as it lies on the wire: no padding, and at an even address, so that 16 bits are read at once. */
#define CTG_WIRE __attribute__((packed, aligned(2)))

struct ctg_cursor {
	const __u8* at;
	const __u8* end; /* of the frame's first buffer */
};

/* The next `length` bytes, which the cursor then leaves behind; NULL and no
 * movement when the frame ends before. `length` is a constant or bounded. */
static __always_inline const void* ctg_take(struct ctg_cursor* cursor, __u32 length)
{
	const __u8* taken = cursor->at;

	if (!taken)
		__builtin_unreachable(); /* spares the caller a test that the compiler cannot rule out */
	if (taken + length > cursor->end)
		return NULL;
	cursor->at = taken + length;
	return taken;
}

/* The next `length` bytes without moving, or NULL. */
static __always_inline const void* ctg_peek(const struct ctg_cursor* cursor, __u32 length)
{
	struct ctg_cursor ahead = *cursor;

	return ctg_take(&ahead, length);
}
