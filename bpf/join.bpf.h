/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where the ways of different packets meet. The verifier follows each of them
 * into whatever comes after, once for each constant that differs, unless it does
 * not know that they differ. A function of its own would do as well, but where
 * returns are guarded against speculation each call costs 7 ns.
 */
#pragma once

#include "maps.bpf.h"

/* Always 0. The verifier does not know, and the compiler may not assume it. */
volatile __u32 ctg_zero SEC(".data.join") = 0;

/* The value, which is at most `mask`, in a form in which the verifier knows that: it forgets the bounds of what the
 * compiler puts aside for a while. */
static __always_inline __u32 ctg_bound(__u32 value, __u32 mask)
{
	barrier_var(value);
	return value & mask;
}

/* The value, as one of which nothing is known. */
static __always_inline __u32 ctg_join(__u32 value)
{
	return value + ctg_zero;
}
