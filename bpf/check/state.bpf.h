/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reasons that only conntrack can give. Each needs to be sure that conntrack is
 * at work on this interface and old enough to know the flows: after an attach or
 * a flush (`conntrack -F`) it knows none of them, and a host without a rule that
 * asks for conntrack has none. Until then, and then again, they only monitor.
 *
 * A flush is found out by a canary: an entry in the table that belongs to no
 * flow, put there when learning begins. When it is gone, so may be all others.
 * Each interface has its own: of two that shared one, only the first to miss it
 * would learn anew.
 */
#pragma once

#include "../clock.bpf.h"
#include "../stamp.h"
#include "conntrack.bpf.h"

struct nf_conn___init {
	unsigned long status;
} __attribute__((preserve_access_index));

extern struct nf_conn___init* bpf_xdp_ct_alloc(struct xdp_md* ctx, struct bpf_sock_tuple* tuple, __u32 tuple_size,
					       struct bpf_ct_opts___ctgate* options, __u32 options_size) __ksym __weak;
extern void bpf_ct_set_timeout(struct nf_conn___init* entry, __u32 milliseconds) __ksym __weak;
extern int bpf_ct_set_status(const struct nf_conn___init* entry, __u32 status) __ksym __weak;
extern struct nf_conn* bpf_ct_insert_entry(struct nf_conn___init* entry) __ksym __weak;

enum {
	CTG_CANARY_ADDRESS = 0xc0000008, /* 192.0.0.8, the dummy address (RFC 7600): never on a wire */
	CTG_CANARY_PORT = 9,             /* discard */
	CTG_CANARY_LIFE_MS = 0x7fffffff, /* 24 days; then it is put in again */
	CTG_IPS_SEEN_REPLY = 1 << 1,
	CTG_IPS_ASSURED = 1 << 2, /* or a full table would evict it */

	CTG_TRUST_STAMPS = 837, /* an hour: so long conntrack is taken to be at work after it knew a flow */
};

static __always_inline void ctg_canary_tuple(struct bpf_sock_tuple* tuple, __u32 ifindex)
{
	tuple->ipv4.saddr = ctg_from_be32(CTG_CANARY_ADDRESS);
	tuple->ipv4.daddr = tuple->ipv4.saddr;
	tuple->ipv4.sport = (__u16)ifindex;
	tuple->ipv4.dport = ctg_from_be16((__u16)(CTG_CANARY_PORT + (ifindex >> 16)));
}

static __always_inline bool ctg_canary_lives(struct xdp_md* ctx)
{
	struct bpf_ct_opts___ctgate options = {.netns_id = CTG_CT_THIS_NAMESPACE, .l4proto = CTG_PROTOCOL_UDP};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn* canary;

	ctg_canary_tuple(&tuple, ctx->ingress_ifindex);
	canary = bpf_xdp_ct_lookup(ctx, &tuple, sizeof(tuple.ipv4), &options, sizeof(options));
	if (!canary)
		return false;
	bpf_ct_release(canary);
	return true;
}

static __always_inline void ctg_put_canary(struct xdp_md* ctx)
{
	struct bpf_ct_opts___ctgate options = {.netns_id = CTG_CT_THIS_NAMESPACE, .l4proto = CTG_PROTOCOL_UDP};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn___init* fresh;
	struct nf_conn* canary;

	ctg_canary_tuple(&tuple, ctx->ingress_ifindex);
	fresh = bpf_xdp_ct_alloc(ctx, &tuple, sizeof(tuple.ipv4), &options, sizeof(options));
	if (!fresh)
		return;
	bpf_ct_set_timeout(fresh, CTG_CANARY_LIFE_MS);
	bpf_ct_set_status(fresh, CTG_IPS_SEEN_REPLY | CTG_IPS_ASSURED);
	canary = bpf_ct_insert_entry(fresh);
	if (canary)
		bpf_ct_release(canary);
}

static __always_inline struct ctg_learning* ctg_learnt(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&learning, &key);
}

/* conntrack knew a flow: it is at work. */
static __always_inline void ctg_trust_conntrack(void)
{
	struct ctg_learning* learnt = ctg_learnt();
	__u64 now = ctg_coarse_now();

	if (learnt && !ctg_tracing() && ctg_stamp(learnt->last_known) != ctg_stamp(now))
		learnt->last_known = now;
}

/* conntrack knows no flow: 1 if that means that there is none. Judged by the verifier once. */
__attribute__((noinline)) int ctg_conntrack_would_know(struct xdp_md* ctx)
{
	struct ctg_learning* learnt = ctg_learnt();
	__u64 now = ctg_coarse_now();

	if (!ctg_image.machine.conntrack)
		return false;
	if (!learnt)
		return false; /* never: the map has this entry */
	if (!learnt->since || !ctg_canary_lives(ctx)) {
		if (ctg_tracing() || ctg_stamp(learnt->since) == ctg_stamp(now))
			return false;
		learnt->since = now;
		ctg_put_canary(ctx);
		return false;
	}
	if (now < learnt->since)
		return false; /* another CPU began anew since this one read the clock */
	return now - learnt->since >= ctg_image.policy.learning_s * CTG_TIME_PER_SECOND && learnt->last_known &&
	       ctg_stamps_between(ctg_stamp(learnt->last_known), ctg_stamp(now)) <= CTG_TRUST_STAMPS;
}

/* Is this the first packet of its flow, as far as conntrack can say? */
static __always_inline bool ctg_lacks_entry(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	enum ctg_answer answer = ctg_ask_conntrack(ctx, visitor);

	if (ctg_has_entry(answer))
		ctg_trust_conntrack();
	return answer == CTG_NO_ENTRY;
}
