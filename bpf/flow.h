/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a packet is to conntrack and to the limits: found out once, when its layer-4 header was read. Pure C. */
#pragma once

#include "check/tcp.h"
#include "parse/icmp.h"
#include "parse/udp.h"

struct ctg_flow {
	__u16 source_port; /* host byte order; 0 above protocols without ports */
	__u16 destination_port;
	__u16 random;    /* of a segment: its checksum, which is free */
	__u8 protocol;   /* enum ctg_limit_protocol; CTG_LIMIT_UNUSED: no limit looks at such a packet */
	__u8 entry;      /* enum ctg_entry_kind: what conntrack would make of it if it were the first of its flow */
	__u8 answer;     /* enum ctg_answer */
	__u8 limit;      /* slot + 1 of the limit that it belongs to, or 0 */
	bool is_segment; /* TCP, but not what opens a connection */
	bool is_answer;  /* see admit.bpf.h */
};

static __always_inline bool ctg_has_entry(enum ctg_answer answer)
{
	return answer == CTG_ENTRY_ORIGINAL || answer == CTG_ENTRY_REPLY;
}

enum { CTG_TCP_TELLING = CTG_TCP_FIN | CTG_TCP_SYN | CTG_TCP_RST | CTG_TCP_ACK }; /* what tcp_new() looks at */

static __always_inline bool ctg_opens_connection(__u8 flags)
{
	return (flags & CTG_TCP_TELLING) == CTG_TCP_SYN;
}

/* As conntrack's tcp_new(): SYN opens, and a bare ACK is picked up where tcp_loose allows it; nothing else is let in.
 */
static __always_inline struct ctg_flow ctg_tcp_flow(const struct ctg_tcp* tcp)
{
	struct ctg_flow flow = {
		.source_port = tcp->source_port, .destination_port = tcp->destination_port, .random = tcp->checksum};

	if (ctg_opens_connection(tcp->flags)) {
		flow.protocol = CTG_LIMIT_TCP_SYN;
		flow.entry = CTG_ENTRY_TCP_SYN;
		return flow;
	}
	flow.is_segment = true;
	if ((tcp->flags & CTG_TCP_TELLING) == CTG_TCP_ACK)
		flow.entry = CTG_ENTRY_TCP_ACK;
	return flow;
}

static __always_inline struct ctg_flow ctg_udp_flow(const struct ctg_udp* udp)
{
	return (struct ctg_flow){.protocol = CTG_LIMIT_UDP,
				 .entry = CTG_ENTRY_UDP,
				 .source_port = udp->source_port,
				 .destination_port = udp->destination_port};
}

static __always_inline struct ctg_flow ctg_icmp_flow(const struct ctg_icmp* icmp, const struct ctg_ip* ip)
{
	if (!ctg_is_echo_request(icmp, ip))
		return (struct ctg_flow){.protocol = CTG_LIMIT_UNUSED};
	return (struct ctg_flow){.protocol = CTG_LIMIT_ICMP_ECHO, .entry = CTG_ENTRY_ICMP};
}

static __always_inline struct ctg_flow ctg_other_flow(void)
{
	return (struct ctg_flow){.protocol = CTG_LIMIT_OTHER, .entry = CTG_ENTRY_OTHER};
}
