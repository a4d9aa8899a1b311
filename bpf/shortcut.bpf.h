/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A shorter way for TCP and UDP in plain frames (check/plain.h): by the same
 * checks, less all that finds them in other frames. What would be wrong with the
 * packet but its TCP flags is left to the long way, and what is only monitored.
 * Both ways come to the same verdict and counters; the fuzzer holds one against
 * the other.
 */
#pragma once

#include "admit.bpf.h"
#include "check/plain.h"
#include "check/udp.h"

static __always_inline int ctg_pass_plain(__u32 length)
{
	count_frame(length, CTG_PASSED, CTG_GO_ON);
	return CTG_PASS;
}

static __always_inline int ctg_drop_plain(__u32 length, enum ctg_reason reason)
{
	if (action_of(reason) != CTG_DROP)
		return CTG_LONG_WAY;
	count_frame(length, outcome_of_drop(), reason);
	return ctg_image.policy.armed ? CTG_DROP_IT : ctg_pass_plain(length);
}

static __always_inline int ctg_ask_plain(__u32 length, const struct ctg_ip* ip, const struct ctg_flow* flow,
					 struct ctg_visitor* visitor)
{
	if (!is_to_be_asked(flow))
		return ctg_pass_plain(length);
	ctg_introduce(visitor, ip, flow, length);
	return CTG_ASK;
}

static __always_inline int ctg_judge_plain_tcp(struct ctg_cursor* cursor, const struct ctg_ip* ip, __u32 length,
					       struct ctg_visitor* visitor)
{
	enum ctg_reason reason = CTG_GO_ON;
	struct ctg_flow flow;
	struct ctg_tcp tcp;

	if (ctg_parse_tcp(cursor, ip, &tcp) || ctg_check_tcp_offset(&tcp, ip))
		return CTG_LONG_WAY;
	if (ctg_image.machine.tcp_flags)
		reason = ctg_check_tcp_flags(&tcp);
	if (reason)
		return ctg_drop_plain(length, reason);
	if (!ctg_opens_connection(tcp.flags) && !is_segment_to_be_asked(tcp.checksum))
		return ctg_pass_plain(length); /* before anything is found out about it that nobody asks for */
	flow = ctg_tcp_flow(&tcp);
	if (!flow.is_segment)
		flow.limit = ctg_match(&flow, CTG_LIMIT_TCP_SYN);
	return ctg_ask_plain(length, ip, &flow, visitor);
}

static __always_inline int ctg_judge_plain_udp(struct ctg_cursor* cursor, const struct ctg_ip* ip, __u32 length,
					       struct ctg_visitor* visitor)
{
	struct ctg_flow flow;
	struct ctg_udp udp;

	if (ctg_parse_udp(cursor, ip, &udp) || ctg_check_udp_length(&udp, ip))
		return CTG_LONG_WAY;
	flow = ctg_udp_flow(&udp);
	flow.limit = ctg_match(&flow, CTG_LIMIT_UDP);
	flow.is_answer = is_answer(&flow);
	return ctg_ask_plain(length, ip, &flow, visitor);
}

/* enum ctg_verdict; on CTG_ASK the visitor is complete. */
static __always_inline int ctg_judge_plain(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	struct ctg_cursor cursor = {(void*)(long)ctx->data, (void*)(long)ctx->data_end};
	__u32 length = cursor.end - cursor.at;
	struct ctg_ip ip;

	if (!ctg_parse_plain(&cursor, &ip))
		return CTG_LONG_WAY;
	if (ip.protocol == CTG_PROTOCOL_TCP)
		return ctg_judge_plain_tcp(&cursor, &ip, length, visitor);
	if (ip.protocol == CTG_PROTOCOL_UDP)
		return ctg_judge_plain_udp(&cursor, &ip, length, visitor);
	return CTG_LONG_WAY;
}
