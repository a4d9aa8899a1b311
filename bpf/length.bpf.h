/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How long the frame is, for the byte counters. The kernel knows, but asking it
 * costs more than all the rest of a clean packet's way through the filter; the
 * headers know as well, and where the frame lies in one buffer that is proof.
 * (Subtracting the two ends would do, but takes CAP_PERFMON to load.)
 */
#pragma once

#include "parse/cursor.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum { CTG_ETHERNET_MIN = 60 }; /* shorter frames are padded to this, IEEE 802.3 clause 4A.4.2, without FCS */

/* Is the frame `length` bytes long, as far as its first buffer tells? */
static __always_inline bool ctg_frame_ends_at(struct xdp_md* ctx, __u32 length)
{
	const __u8* data = (void*)(long)ctx->data;
	const __u8* end = (void*)(long)ctx->data_end;

	return data + length <= end && data + length + 1 > end;
}

/* `announced`: what the headers say from the Ethernet header to the end of the datagram; 0 for nothing. */
static __always_inline __u32 ctg_frame_length(struct xdp_md* ctx, __u32 announced)
{
	if (ctg_frame_ends_at(ctx, announced))
		return announced;
	if (announced && announced < CTG_ETHERNET_MIN && ctg_frame_ends_at(ctx, CTG_ETHERNET_MIN))
		return CTG_ETHERNET_MIN;
	return bpf_xdp_get_buff_len(ctx);
}
