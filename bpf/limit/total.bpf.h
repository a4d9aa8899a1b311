/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The bucket that all sources of a limit share. */
#pragma once

#include "../maps.bpf.h"
#include "bucket.h"
#include "clock.bpf.h"

/* Takes a token if there is one. A bucket that cannot be found limits nobody. */
static __always_inline bool ctg_total_take(enum ctg_limit_id limit, __u64 now)
{
	struct ctg_pace pace = ctg_image.machine.limit[limit].total;
	__u32 index = limit;
	struct ctg_total_bucket* total = bpf_map_lookup_elem(&total_buckets, &index);

	if (!total)
		return true;
	ctg_bucket_settle(&total->bucket, &pace, now);
	return ctg_bucket_take(&total->bucket, &pace, now);
}
