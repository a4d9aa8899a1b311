/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * TCP headers that conntrack calls invalid whatever the state of the flow:
 * tcp_error() in net/netfilter/nf_conntrack_proto_tcp.c, without the checksum.
 */
#pragma once

#include "../parse/tcp.h"

enum {
	CTG_TCP_FIN = 0x01,
	CTG_TCP_SYN = 0x02,
	CTG_TCP_RST = 0x04,
	CTG_TCP_PSH = 0x08,
	CTG_TCP_ACK = 0x10,
	CTG_TCP_URG = 0x20,
	CTG_TCP_ECE = 0x40,
	CTG_TCP_CWR = 0x80,

	/* tcp_error() masks PSH, ECE and CWR; AE lives in another byte and is not looked at. */
	CTG_TCP_JUDGED = CTG_TCP_FIN | CTG_TCP_SYN | CTG_TCP_RST | CTG_TCP_ACK | CTG_TCP_URG,
};

/* By judged flags. What is not named here is one of the nine in tcp_valid_flags[]. */
static const __u8 ctg_tcp_flags_reason[CTG_TCP_JUDGED + 1] = {
	[0] = CTG_TCP_FLAGS_NULL,
	[CTG_TCP_FIN] = CTG_TCP_FLAGS_FIN,
	[CTG_TCP_URG] = CTG_TCP_FLAGS_URG,
	[CTG_TCP_FIN | CTG_TCP_URG] = CTG_TCP_FLAGS_XMAS,
	[CTG_TCP_SYN | CTG_TCP_FIN] = CTG_TCP_FLAGS_SYN_FIN,
	[CTG_TCP_SYN | CTG_TCP_RST] = CTG_TCP_FLAGS_SYN_RST,
	[CTG_TCP_SYN | CTG_TCP_FIN | CTG_TCP_RST] = CTG_TCP_FLAGS_SYN_FIN_RST,
	[CTG_TCP_SYN | CTG_TCP_FIN | CTG_TCP_ACK] = CTG_TCP_FLAGS_SYN_FIN_ACK,
	[CTG_TCP_SYN | CTG_TCP_RST | CTG_TCP_ACK] = CTG_TCP_FLAGS_SYN_RST_ACK,
	[CTG_TCP_SYN | CTG_TCP_FIN | CTG_TCP_RST | CTG_TCP_ACK] = CTG_TCP_FLAGS_SYN_FIN_RST_ACK,
	[CTG_TCP_SYN | CTG_TCP_FIN | CTG_TCP_URG] = CTG_TCP_FLAGS_SYN_FIN_URG,
	[CTG_TCP_SYN | CTG_TCP_RST | CTG_TCP_URG] = CTG_TCP_FLAGS_SYN_RST_URG,
	[CTG_TCP_SYN | CTG_TCP_FIN | CTG_TCP_RST | CTG_TCP_URG] = CTG_TCP_FLAGS_SYN_FIN_RST_URG,
	[CTG_TCP_SYN | CTG_TCP_ACK | CTG_TCP_URG] = CTG_TCP_FLAGS_SYN_ACK_URG,
	[CTG_TCP_SYN | CTG_TCP_FIN | CTG_TCP_ACK | CTG_TCP_URG] = CTG_TCP_FLAGS_SYN_FIN_ACK_URG,
	[CTG_TCP_SYN | CTG_TCP_RST | CTG_TCP_ACK | CTG_TCP_URG] = CTG_TCP_FLAGS_SYN_RST_ACK_URG,
	[CTG_TCP_JUDGED] = CTG_TCP_FLAGS_SYN_FIN_RST_ACK_URG,
	[CTG_TCP_FIN | CTG_TCP_RST] = CTG_TCP_FLAGS_FIN_RST,
	[CTG_TCP_FIN | CTG_TCP_RST | CTG_TCP_ACK] = CTG_TCP_FLAGS_FIN_RST_ACK,
	[CTG_TCP_FIN | CTG_TCP_RST | CTG_TCP_URG] = CTG_TCP_FLAGS_FIN_RST_URG,
	[CTG_TCP_FIN | CTG_TCP_RST | CTG_TCP_ACK | CTG_TCP_URG] = CTG_TCP_FLAGS_FIN_RST_ACK_URG,
	[CTG_TCP_RST | CTG_TCP_URG] = CTG_TCP_FLAGS_RST_URG,
	[CTG_TCP_RST | CTG_TCP_ACK | CTG_TCP_URG] = CTG_TCP_FLAGS_RST_ACK_URG,
};

static __always_inline enum ctg_reason ctg_check_tcp_flags(const struct ctg_tcp* tcp)
{
	return (enum ctg_reason)ctg_tcp_flags_reason[tcp->flags & CTG_TCP_JUDGED];
}

/* The options of a first fragment may follow in the next one. */
static __always_inline enum ctg_reason ctg_check_tcp_offset(const struct ctg_tcp* tcp, const struct ctg_ip* ip)
{
	if (tcp->header_length < CTG_TCP_HEADER)
		return CTG_TCP_DATA_OFFSET;
	if (ip->part == CTG_WHOLE && tcp->header_length > ip->payload)
		return CTG_TCP_DATA_OFFSET;
	return CTG_GO_ON;
}
