/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The long way, open to every packet: link layer, IP, layer 4, from the outside
 * in. It stops at the first reason that drops. Whatever cannot be judged passes.
 */
#pragma once

#include "admit.bpf.h"
#include "check/fragment.h"
#include "check/udp.h"
#include "packet.bpf.h"
#include "parse/ethernet.h"
#include "parse/icmp.h"
#include "parse/ipv4.h"
#include "parse/ipv6.bpf.h"

static __always_inline enum ctg_reason judge_tcp(struct packet* packet)
{
	enum ctg_reason reason;
	struct ctg_tcp tcp;

	reason = ctg_parse_tcp(&packet->cursor, &packet->ip, &tcp);
	if (reason)
		return weigh(packet, reason);
	ctg_note(CTG_STEP_TCP, tcp.flags, tcp.header_length, tcp.source_port, tcp.destination_port);
	reason = weigh(packet, ctg_check_tcp_offset(&tcp, &packet->ip));
	if (!reason && ctg_image.machine.tcp_flags)
		reason = weigh(packet, ctg_check_tcp_flags(&tcp));
	if (reason)
		return reason;
	packet->flow = ctg_tcp_flow(&tcp);
	if (ctg_tracing())
		packet->flow.random = 0; /* who traces a packet wants it to be among those that are asked about */
	if (!packet->flow.is_segment)
		packet->flow.limit = ctg_match(&packet->flow, CTG_LIMIT_TCP_SYN);
	return CTG_GO_ON;
}

static __always_inline enum ctg_reason judge_udp(struct packet* packet)
{
	enum ctg_reason reason;
	struct ctg_udp udp;

	reason = ctg_parse_udp(&packet->cursor, &packet->ip, &udp);
	if (reason)
		return weigh(packet, reason);
	ctg_note(CTG_STEP_UDP, 0, udp.length, udp.source_port, udp.destination_port);
	reason = weigh(packet, ctg_check_udp_length(&udp, &packet->ip));
	if (reason)
		return reason;
	packet->flow = ctg_udp_flow(&udp);
	packet->flow.limit = ctg_match(&packet->flow, CTG_LIMIT_UDP);
	packet->flow.is_answer = is_answer(&packet->flow);
	return CTG_GO_ON;
}

static __always_inline enum ctg_reason judge_icmp(struct packet* packet)
{
	enum ctg_reason reason;
	struct ctg_icmp icmp;

	reason = ctg_parse_icmp(&packet->cursor, &packet->ip, &icmp);
	if (reason)
		return weigh(packet, reason);
	ctg_note(CTG_STEP_ICMP, icmp.type, 0, 0, 0);
	packet->flow = ctg_icmp_flow(&icmp, &packet->ip);
	if (packet->flow.protocol == CTG_LIMIT_ICMP_ECHO)
		packet->flow.limit = ctg_match(&packet->flow, CTG_LIMIT_ICMP_ECHO);
	return CTG_GO_ON;
}

static __always_inline enum ctg_reason judge_transport(struct packet* packet)
{
	__u8 protocol = packet->ip.protocol;

	if (protocol == CTG_PROTOCOL_TCP)
		return judge_tcp(packet);
	if (protocol == CTG_PROTOCOL_UDP)
		return judge_udp(packet);
	if (protocol == ctg_icmp_protocol(&packet->ip))
		return judge_icmp(packet);
	packet->flow = ctg_other_flow();
	packet->flow.limit = ctg_match(&packet->flow, CTG_LIMIT_OTHER);
	return CTG_GO_ON;
}

static __always_inline bool is_allowed(const struct ctg_ip* ip)
{
	__u32 family = ip->version == 4 ? CTG_IPV4 : CTG_IPV6;
	struct ctg_address source;

	if (!ctg_image.machine.allow)
		return false;
	source = ctg_address_of(ip->source, family);
	return ctg_in_set(CTG_SET_ALLOW, &source, family);
}

static __always_inline enum ctg_reason judge_ip(struct packet* packet)
{
	enum ctg_reason reason;
	bool allowed;

	ctg_note(CTG_STEP_IP, packet->ip.version, packet->ip.protocol, packet->ip.part, packet->ip.payload);
	allowed = is_allowed(&packet->ip);
	if (allowed && ctg_image.policy.allow_excuses)
		return CTG_GO_ON;
	reason = weigh(packet, ctg_check_fragment(&packet->ip));
	if (!reason && packet->ip.part != CTG_LATER_FRAGMENT)
		reason = judge_transport(packet);
	packet->is_guest = !allowed;
	return reason;
}

static __always_inline enum ctg_reason judge_ipv4(struct packet* packet)
{
	enum ctg_reason reason = ctg_parse_ipv4(&packet->cursor, &packet->ip);

	if (reason)
		return weigh(packet, reason);
	packet->announced += packet->ip.length;
	return judge_ip(packet);
}

static __always_inline enum ctg_reason walk_extensions(struct packet* packet)
{
	struct ctg_ipv6_walk walk = {
		.offset = packet->announced - packet->ip.payload,
		.payload = packet->ip.payload,
		.protocol = packet->ip.protocol,
	};
	enum ctg_reason reason = ctg_walk_ipv6(packet->ctx, &walk);

	packet->cursor.at = (__u8*)(long)packet->ctx->data + (walk.offset & CTG_IPV6_OFFSET_BOUND);
	packet->ip.payload = walk.payload;
	packet->ip.part = walk.part;
	packet->ip.protocol = walk.protocol;
	return reason;
}

static __always_inline enum ctg_reason judge_ipv6(struct packet* packet)
{
	enum ctg_reason reason = ctg_parse_ipv6(&packet->cursor, &packet->ip);

	if (reason)
		return weigh(packet, reason);
	packet->announced += packet->ip.length;
	if (ctg_is_ipv6_extension(packet->ip.protocol)) {
		reason = walk_extensions(packet);
		if (reason)
			return weigh(packet, reason);
	}
	return judge_ip(packet);
}

/* What is wrong with the packet, or CTG_GO_ON. */
static __always_inline enum ctg_reason judge(struct packet* packet)
{
	struct ctg_ethernet ethernet;
	enum ctg_reason reason;

	reason = ctg_parse_ethernet(&packet->cursor, &ethernet);
	if (reason)
		return weigh(packet, reason);
	ctg_note(CTG_STEP_ETHERNET, ethernet.type, ethernet.length, 0, 0);
	packet->announced = ethernet.length;
	if (ethernet.type == CTG_ETHERTYPE_IPV4)
		return judge_ipv4(packet);
	if (ethernet.type == CTG_ETHERTYPE_IPV6)
		return judge_ipv6(packet);
	return CTG_GO_ON;
}

/* enum ctg_verdict. A function that the verifier judges by itself: what comes after it, once, not after each of its
 * ways. */
__attribute__((noinline)) int ctg_judge(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	struct packet packet = {
		.ctx = ctx,
		.cursor = {(void*)(long)ctx->data, (void*)(long)ctx->data_end},
	};
	enum ctg_reason reason;

	if (!visitor)
		return CTG_PASS; /* never: the verifier asks for the test */
	reason = judge(&packet);
	if (reason)
		return ctg_drop(ctx, packet.announced, reason);
	if (!packet.is_guest || !is_to_be_asked(&packet.flow))
		return ctg_pass(ctx, packet.announced);
	ctg_introduce(visitor, &packet.ip, &packet.flow, packet.announced);
	return CTG_ASK;
}
