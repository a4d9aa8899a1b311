/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How long the frame is, for the byte counters. The kernel knows, but asking it
 * costs more than all the rest of a clean packet's way through the filter; the
 * headers know as well, and where their end is the first buffer's there is no other
 * buffer, unless somebody padded a datagram of just that length by hundreds of
 * bytes: those are not counted then.
 */
#pragma once

#include "parse/ethernet.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* `announced`: what the headers say from the Ethernet header to the end of the datagram; 0 for nothing. */
static __always_inline __u32 ctg_frame_length(struct xdp_md* ctx, __u32 announced)
{
	__u32 first_buffer = (void*)(long)ctx->data_end - (void*)(long)ctx->data;

	if (announced == first_buffer)
		return first_buffer;
	if (announced && announced < first_buffer && first_buffer == CTG_ETHERNET_MIN)
		return first_buffer;
	return bpf_xdp_get_buff_len(ctx);
}
