// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ctgate: judges every packet at the NIC, before conntrack allocates anything.
 *
 *   wire -> cursor -> parse (facts) -> is it malformed? -> may it enter? -> count -> PASS | DROP
 *
 * A packet is judged from the outside in and stops at the first reason that
 * drops. Whatever cannot be judged passes.
 */
#include "maps.bpf.h"

#include "admit.bpf.h"
#include "check/fragment.h"
#include "check/set.bpf.h"
#include "check/tcp.h"
#include "check/udp.h"
#include "packet.bpf.h"
#include "parse/ethernet.h"
#include "parse/icmp.h"
#include "parse/ipv4.h"
#include "parse/ipv6.bpf.h"
#include "shortcut.bpf.h"

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
	if (!reason)
		packet->flow = ctg_tcp_flow(&tcp);
	return reason;
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
	if (!reason)
		packet->flow = ctg_udp_flow(&udp);
	return reason;
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
	packet->needs_admission = !allowed;
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

static __always_inline enum ctg_reason admit_packet(struct packet* packet)
{
	__u32 family = packet->ip.version == 4 ? CTG_IPV4 : CTG_IPV6;
	struct ctg_visitor visitor;

	ctg_introduce(&visitor, &packet->ip, &packet->flow, packet->announced);
	visitor.protocol = ctg_join(visitor.protocol);
	visitor.announced = ctg_join(visitor.announced);
	visitor.flow.protocol = ctg_join(visitor.flow.protocol);
	visitor.flow.entry = ctg_join(visitor.flow.entry);
	return family == CTG_IPV4 ? admit(packet->ctx, &visitor, CTG_IPV4) : admit(packet->ctx, &visitor, CTG_IPV6);
}

SEC("xdp.frags")
int ctgate(struct xdp_md* ctx)
{
	struct packet packet = {
		.ctx = ctx,
		.cursor = {(void*)(long)ctx->data, (void*)(long)ctx->data_end},
	};
	enum ctg_reason reason;

	if (ctg_image.machine.shortcut) {
		int action = ctg_judge_plain(&packet.cursor);

		if (action != CTG_LONG_WAY)
			return action;
	}
	reason = judge(&packet);
	if (reason)
		count(ctx, packet.announced, outcome_of_drop(), reason);
	else if (packet.needs_admission && is_to_be_asked(&packet.flow))
		reason = admit_packet(&packet);
	if (reason && ctg_image.policy.armed)
		return XDP_DROP;
	count(ctx, packet.announced, CTG_PASSED, CTG_GO_ON);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
