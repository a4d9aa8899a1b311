/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A shorter way for plain segments (check/plain.h): by the same checks, less all
 * that finds the segment in frames that are not plain. It leaves to the long way
 * whatever takes more than the header to judge, and what is only monitored. Both
 * ways come to the same verdict and counters; the fuzzer holds one against the other.
 */
#pragma once

#include "admit.bpf.h"
#include "check/plain.h"

enum { CTG_LONG_WAY = -1 };

static __always_inline int ctg_drop_plain(__u32 length, enum ctg_reason reason)
{
	if (action_of(reason) != CTG_DROP)
		return CTG_LONG_WAY;
	count_frame(length, outcome_of_drop(), reason);
	if (ctg_image.policy.armed)
		return XDP_DROP;
	count_frame(length, CTG_PASSED, CTG_GO_ON);
	return XDP_PASS;
}

/* The packet's enum xdp_action, and it is counted; or CTG_LONG_WAY, and it is not. */
static __always_inline int ctg_judge_plain(const struct ctg_cursor* frame)
{
	const struct ctg_tcp_header* header = ctg_plain_segment(frame);
	__u32 length = frame->end - frame->at;
	enum ctg_reason reason = CTG_GO_ON;

	if (!header)
		return CTG_LONG_WAY;
	if (ctg_image.machine.tcp_flags)
		reason = ctg_check_tcp_flags(&(struct ctg_tcp){.flags = header->flags});
	if (reason)
		return ctg_drop_plain(length, reason);
	if (ctg_opens_connection(header->flags) || is_segment_to_be_asked(ctg_from_be16(header->checksum)))
		return CTG_LONG_WAY;
	count_frame(length, CTG_PASSED, CTG_GO_ON);
	return XDP_PASS;
}
