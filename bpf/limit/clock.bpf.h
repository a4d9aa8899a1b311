/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bucket time now, by the cheapest clock that the limits in force allow. */
#pragma once

#include "../maps.bpf.h"

static __always_inline __u64 ctg_now(void)
{
	if (ctg_image.machine.clock == CTG_CLOCK_JIFFIES)
		return (bpf_jiffies64() - ctg_image.machine.jiffies_at_boot) * ctg_image.machine.tick;
	return bpf_ktime_get_ns() * CTG_TIME_PER_NS;
}
