/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The packet that most packets are: a TCP segment, whole in one datagram and one
 * buffer, without VLAN tags, IPv4 options or IPv6 extension headers. Pure C.
 */
#pragma once

#include "../parse/ethernet.h"
#include "../parse/ipv4.h"
#include "../parse/ipv6.h"
#include "../parse/tcp.h"

struct ctg_plain4 {
	struct ctg_ethernet_header ethernet;
	struct ctg_ipv4_header ip;
	struct ctg_tcp_header tcp;
} CTG_WIRE;

struct ctg_plain6 {
	struct ctg_ethernet_header ethernet;
	struct ctg_ipv6_header ip;
	struct ctg_tcp_header tcp;
} CTG_WIRE;

/* Does the frame hold just these headers and the segment behind them, whose size IP gives, and its TCP header too? */
static __always_inline bool ctg_is_whole(__u32 frame, __u32 headers, __u32 segment, const struct ctg_tcp_header* tcp)
{
	__u32 announced = headers + segment, options_end = (tcp->offset >> 4) * 4;

	if (announced != frame && (frame != CTG_ETHERNET_MIN || announced > frame))
		return false;
	return options_end >= CTG_TCP_HEADER && options_end <= segment;
}

static __always_inline bool ctg_is_plain4(const struct ctg_plain4* frame, __u32 length)
{
	__u32 datagram = ctg_from_be16(frame->ip.total_length);

	if (frame->ip.version != 4 || frame->ip.ihl != CTG_IPV4_IHL_MIN || frame->ip.protocol != CTG_PROTOCOL_TCP)
		return false;
	if (frame->ip.fragment & ctg_from_be16(CTG_IPV4_OFFSET_MASK | CTG_IPV4_MORE_FRAGMENTS))
		return false;
	return datagram >= sizeof(frame->ip) &&
	       ctg_is_whole(length, offsetof(struct ctg_plain4, tcp), datagram - sizeof(frame->ip), &frame->tcp);
}

static __always_inline bool ctg_is_plain6(const struct ctg_plain6* frame, __u32 length)
{
	if (frame->ethernet.ethertype != ctg_from_be16(CTG_ETHERTYPE_IPV6) || frame->ip.version != 6 ||
	    frame->ip.next_header != CTG_PROTOCOL_TCP)
		return false;
	return ctg_is_whole(length, offsetof(struct ctg_plain6, tcp), ctg_from_be16(frame->ip.payload_length),
			    &frame->tcp);
}

/* The TCP header of a plain frame; NULL for any other. */
static __always_inline const struct ctg_tcp_header* ctg_plain_segment(const struct ctg_cursor* frame)
{
	const struct ctg_plain4* plain4 = ctg_peek(frame, sizeof(*plain4));
	const struct ctg_plain6* plain6;

	if (!plain4)
		return NULL;
	if (plain4->ethernet.ethertype == ctg_from_be16(CTG_ETHERTYPE_IPV4))
		return ctg_is_plain4(plain4, frame->end - frame->at) ? &plain4->tcp : NULL;
	plain6 = ctg_peek(frame, sizeof(*plain6));
	return plain6 && ctg_is_plain6(plain6, frame->end - frame->at) ? &plain6->tcp : NULL;
}
