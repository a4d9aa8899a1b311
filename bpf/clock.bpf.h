/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bucket time. */
#pragma once

#include "maps.bpf.h"

/* As fine as the kernel's tick, and free. */
static __always_inline __u64 ctg_coarse_now(void)
{
	return (bpf_jiffies64() - ctg_image.machine.jiffies_at_boot) * ctg_image.machine.tick;
}

/* By the cheapest clock that the limits in force allow. */
static __always_inline __u64 ctg_now(void)
{
	if (ctg_image.machine.clock == CTG_CLOCK_JIFFIES)
		return ctg_coarse_now();
	return bpf_ktime_get_ns() * CTG_TIME_PER_NS;
}
