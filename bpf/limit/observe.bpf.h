/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reports the packets of one limit to whoever asked for it (`ctgate limit suggest`); spends and changes nothing. */
#pragma once

#include "sketch.bpf.h"

static __always_inline void ctg_observe(ctg_limit_view* limit, __u32 slot, const struct ctg_visitor* visitor,
					__u32 family)
{
	struct ctg_observed* packet;

	if (!ctg_image.machine.observing || ctg_image.machine.observing != slot + 1)
		return;
	packet = bpf_ringbuf_reserve(&observed, sizeof(*packet), 0);
	if (!packet) {
		__sync_fetch_and_add(&ctg_unobserved, 1);
		return;
	}
	packet->at_ns = bpf_ktime_get_ns();
	packet->source =
		(__u64)ctg_hash(&ctg_image.machine.key[CTG_HASH_PREFIX], &visitor->source,
				limit->source[family][0].mask, family)
			<< 32 |
		ctg_hash(&ctg_image.machine.key[CTG_HASH_TAG], &visitor->source, limit->source[family][0].mask, family);
	bpf_ringbuf_submit(packet, 0);
}
