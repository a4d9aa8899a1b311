// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ctgate: judges every packet at the NIC, before conntrack allocates anything.
 *
 *   wire -> cursor -> parse (facts) -> check, limit (reason) -> weigh -> count -> PASS | DROP
 *
 * A packet is judged from the outside in and stops at the first reason that
 * drops. Whatever cannot be judged passes.
 */
#include "maps.bpf.h"

#include "check/fragment.h"
#include "check/tcp.h"
#include "check/udp.h"
#include "length.bpf.h"
#include "limit/clock.bpf.h"
#include "limit/sketch.bpf.h"
#include "limit/total.bpf.h"
#include "parse/ethernet.h"
#include "parse/ipv4.h"
#include "parse/ipv6.bpf.h"

/* One packet on its way through the filter. */
struct packet {
	struct xdp_md* ctx;
	struct ctg_cursor cursor;
	__u32 announced; /* see ctg_frame_length() */
};

/* The one place that counts. */
static __always_inline void count(struct packet* packet, enum ctg_outcome outcome, enum ctg_reason reason)
{
	__u32 index = ctg_counter_index(outcome, reason);
	__u32 length = ctg_frame_length(packet->ctx, packet->announced); /* first: frees its registers */
	struct ctg_counter* counter = bpf_map_lookup_elem(&counters, &index);

	if (!counter)
		return;
	counter->packets++;
	counter->bytes += length;
}

/* The one place that turns a reason into an action: gives the reason back if it stops the packet. */
static __always_inline enum ctg_reason weigh(struct packet* packet, enum ctg_reason reason)
{
	__u8 action;

	if (!reason)
		return CTG_GO_ON;
	action = ctg_image.policy.action[(__u8)reason];
	if (action == CTG_MONITOR)
		count(packet, CTG_MONITORED, reason);
	return action == CTG_DROP ? reason : CTG_GO_ON;
}

static __always_inline enum ctg_reason judge_tcp(struct packet* packet, const struct ctg_ip* ip)
{
	enum ctg_reason reason;
	struct ctg_tcp tcp;

	reason = ctg_parse_tcp(&packet->cursor, ip, &tcp);
	if (reason)
		return weigh(packet, reason);
	reason = weigh(packet, ctg_check_tcp_offset(&tcp, ip));
	if (reason)
		return reason;
	if (!ctg_image.machine.tcp_flags)
		return CTG_GO_ON;
	return weigh(packet, ctg_check_tcp_flags(&tcp));
}

/* A limit's two reasons: is it asked at all, and which says no. */
struct limit {
	enum ctg_limit_id id;
	enum ctg_reason source, total;
};

/*
 * The source first: what is over its own limit must not spend what belongs to
 * all. And its token is taken even if the total then refuses the packet: else a
 * source would try as often as it likes, and the greediest would win the total.
 */
static __always_inline enum ctg_reason judge_limit(struct packet* packet, const struct ctg_ip* ip, struct limit limit)
{
	bool asks_source = ctg_image.policy.action[limit.source] != CTG_OFF;
	bool asks_total = ctg_image.policy.action[limit.total] != CTG_OFF;
	enum ctg_reason reason = CTG_GO_ON;
	__u64 now;

	if (!asks_source && !asks_total)
		return CTG_GO_ON;
	now = ctg_now();
	if (asks_source && !ctg_sketch_take(limit.id, ip, now))
		reason = weigh(packet, limit.source);
	if (!reason && asks_total && !ctg_total_take(limit.id, now))
		reason = weigh(packet, limit.total);
	return reason;
}

static __always_inline enum ctg_reason judge_udp(struct packet* packet, const struct ctg_ip* ip)
{
	const struct limit dns = {CTG_LIMIT_DNS, CTG_LIMIT_DNS_SOURCE, CTG_LIMIT_DNS_TOTAL};
	const struct limit dns_reply = {CTG_LIMIT_DNS_REPLY, CTG_LIMIT_DNS_REPLY_SOURCE, CTG_LIMIT_DNS_REPLY_TOTAL};
	enum ctg_reason reason;
	struct ctg_udp udp;

	reason = ctg_parse_udp(&packet->cursor, ip, &udp);
	if (reason)
		return weigh(packet, reason);
	reason = weigh(packet, ctg_check_udp_length(&udp, ip));
	if (reason)
		return reason;
	if (udp.destination_port == CTG_PORT_DNS)
		return judge_limit(packet, ip, dns);
	if (udp.source_port == CTG_PORT_DNS)
		return judge_limit(packet, ip, dns_reply);
	return CTG_GO_ON;
}

static __always_inline enum ctg_reason judge_ip(struct packet* packet, const struct ctg_ip* ip)
{
	enum ctg_reason reason = weigh(packet, ctg_check_fragment(ip));

	if (reason || ip->part == CTG_LATER_FRAGMENT)
		return reason;
	if (ip->protocol == CTG_PROTOCOL_TCP)
		return judge_tcp(packet, ip);
	if (ip->protocol == CTG_PROTOCOL_UDP)
		return judge_udp(packet, ip);
	return CTG_GO_ON;
}

static __always_inline enum ctg_reason judge_ipv4(struct packet* packet)
{
	struct ctg_ip ip;
	enum ctg_reason reason = ctg_parse_ipv4(&packet->cursor, &ip);

	if (reason)
		return weigh(packet, reason);
	packet->announced += ip.length;
	return judge_ip(packet, &ip);
}

static __always_inline enum ctg_reason walk_extensions(struct packet* packet, struct ctg_ip* ip)
{
	struct ctg_ipv6_walk walk = {
		.offset = packet->announced - ip->payload,
		.payload = ip->payload,
		.protocol = ip->protocol,
	};
	enum ctg_reason reason = ctg_walk_ipv6(packet->ctx, &walk);

	packet->cursor.at = (__u8*)(long)packet->ctx->data + (walk.offset & CTG_IPV6_OFFSET_BOUND);
	ip->payload = walk.payload;
	ip->part = walk.part;
	ip->protocol = walk.protocol;
	return reason;
}

static __always_inline enum ctg_reason judge_ipv6(struct packet* packet)
{
	struct ctg_ip ip;
	enum ctg_reason reason = ctg_parse_ipv6(&packet->cursor, &ip);

	if (reason)
		return weigh(packet, reason);
	packet->announced += ip.length;
	if (ctg_is_ipv6_extension(ip.protocol)) {
		reason = walk_extensions(packet, &ip);
		if (reason)
			return weigh(packet, reason);
	}
	return judge_ip(packet, &ip);
}

/* Why the packet must stop here, or CTG_GO_ON. */
static __always_inline enum ctg_reason judge(struct packet* packet)
{
	struct ctg_ethernet ethernet;
	enum ctg_reason reason;

	reason = ctg_parse_ethernet(&packet->cursor, &ethernet);
	if (reason)
		return weigh(packet, reason);
	packet->announced = ethernet.length;
	if (ethernet.type == CTG_ETHERTYPE_IPV4)
		return judge_ipv4(packet);
	if (ethernet.type == CTG_ETHERTYPE_IPV6)
		return judge_ipv6(packet);
	return CTG_GO_ON;
}

SEC("xdp.frags")
int ctgate(struct xdp_md* ctx)
{
	struct packet packet = {
		.ctx = ctx,
		.cursor = {(void*)(long)ctx->data, (void*)(long)ctx->data_end},
	};
	enum ctg_reason reason = judge(&packet);

	if (reason && ctg_image.policy.armed) {
		count(&packet, CTG_DROPPED, reason);
		return XDP_DROP;
	}
	if (reason)
		count(&packet, CTG_MONITORED, reason);
	count(&packet, CTG_PASSED, CTG_GO_ON);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
