/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A bound that the verifier remembers: it forgets those of what the compiler puts aside for a while. */
#pragma once

#include <linux/types.h>

#include <bpf/bpf_helpers.h>

/* The value, which is at most `mask`. */
static __always_inline __u32 ctg_bound(__u32 value, __u32 mask)
{
	barrier_var(value);
	return value & mask;
}
