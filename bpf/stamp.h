/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Stamps: bucket time so coarse that it is written down seldom and in few bits. Pure C. */
#pragma once

#include "abi.h"
#include "parse/cursor.h"

#define CTG_TIME_PER_SECOND (1000000000ULL * CTG_TIME_PER_NS)

enum {
	CTG_STAMP_SHIFT = 36,      /* a stamp is 2^36 of bucket time: 4.3 s */
	CTG_STAMP_MASK = 0xffffff, /* they wrap after two years */
};

static __always_inline __u32 ctg_stamp(__u64 now)
{
	return (now >> CTG_STAMP_SHIFT) & CTG_STAMP_MASK;
}

/* From one stamp to a later one; they wrap. */
static __always_inline __u32 ctg_stamps_between(__u32 earlier, __u32 later)
{
	return (later - earlier) & CTG_STAMP_MASK;
}

/* A CPU that was held up has an earlier stamp in hand than what another wrote meanwhile. */
static __always_inline bool ctg_stamp_is_before(__u32 stamp, __u32 other)
{
	return stamp != other && ctg_stamps_between(stamp, other) <= CTG_STAMP_MASK / 2;
}
