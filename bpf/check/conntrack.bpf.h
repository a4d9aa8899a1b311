/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Asks conntrack about a packet: bpf_xdp_ct_lookup(), Linux 5.18, in
 * net/netfilter/nf_conntrack_bpf.c. It looks in the network namespace of the
 * interface, in the default zone, for the packet as it is on the wire; with NAT
 * that is the tuple under which the kernel itself finds the flow. TCP and UDP only.
 */
#pragma once

#include "../trace.bpf.h"
#include "recent.bpf.h"

/* The kernel's types, as far as they are used; libbpf checks them against the kernel's own. */
struct nf_conn {
	unsigned long status;
} __attribute__((preserve_access_index));

struct bpf_ct_opts___ctgate {
	__s32 netns_id; /* -1: the interface's */
	__s32 error;
	__u8 l4proto;
	__u8 dir;
	__u8 reserved[2];
};

extern struct nf_conn* bpf_xdp_ct_lookup(struct xdp_md* ctx, struct bpf_sock_tuple* tuple, __u32 tuple_size,
					 struct bpf_ct_opts___ctgate* options, __u32 options_size) __ksym __weak;
extern void bpf_ct_release(struct nf_conn* entry) __ksym __weak;

enum {
	CTG_CT_THIS_NAMESPACE = -1,
	CTG_CT_NO_ENTRY = -2, /* -ENOENT; any other error says nothing of the packet */
};

static __always_inline void ctg_tuple4(struct bpf_sock_tuple* tuple, const struct ctg_visitor* visitor)
{
	tuple->ipv4.saddr = visitor->source.word[3];
	tuple->ipv4.daddr = visitor->destination.word[3];
	tuple->ipv4.sport = ctg_from_be16(visitor->flow.source_port);
	tuple->ipv4.dport = ctg_from_be16(visitor->flow.destination_port);
}

static __always_inline void ctg_tuple6(struct bpf_sock_tuple* tuple, const struct ctg_visitor* visitor)
{
	__builtin_memcpy(tuple->ipv6.saddr, visitor->source.word, sizeof(tuple->ipv6.saddr));
	__builtin_memcpy(tuple->ipv6.daddr, visitor->destination.word, sizeof(tuple->ipv6.daddr));
	tuple->ipv6.sport = ctg_from_be16(visitor->flow.source_port);
	tuple->ipv6.dport = ctg_from_be16(visitor->flow.destination_port);
}

static __always_inline enum ctg_answer ctg_look_up_entry(struct xdp_md* ctx, const struct ctg_visitor* visitor)
{
	struct bpf_ct_opts___ctgate options = {.netns_id = CTG_CT_THIS_NAMESPACE, .l4proto = visitor->protocol};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn* entry;

	if (visitor->family == CTG_IPV4) {
		ctg_tuple4(&tuple, visitor);
		entry = bpf_xdp_ct_lookup(ctx, &tuple, sizeof(tuple.ipv4), &options, sizeof(options));
	} else {
		ctg_tuple6(&tuple, visitor);
		entry = bpf_xdp_ct_lookup(ctx, &tuple, sizeof(tuple.ipv6), &options, sizeof(options));
	}
	if (!entry)
		return options.error == CTG_CT_NO_ENTRY ? CTG_NO_ENTRY : CTG_NO_ANSWER;
	bpf_ct_release(entry);
	return options.dir ? CTG_ENTRY_REPLY : CTG_ENTRY_ORIGINAL;
}

/* Returns an enum ctg_answer. A function that the verifier judges by itself: once, not at every place that asks. */
__attribute__((noinline)) int ctg_look_up(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	enum ctg_answer answer;
	__u64* recent;
	__u64 hash;

	if (!ctg_image.machine.conntrack || !visitor)
		return CTG_NO_ANSWER;
	hash = ctg_flow_hash(visitor);
	recent = ctg_recent_of(hash);
	if (recent && !ctg_tracing()) {
		if (*recent == ctg_recent_mark(hash, CTG_ENTRY_ORIGINAL))
			return CTG_ENTRY_ORIGINAL;
		if (*recent == ctg_recent_mark(hash, CTG_ENTRY_REPLY))
			return CTG_ENTRY_REPLY;
	}
	answer = ctg_look_up_entry(ctx, visitor);
	if (recent && !ctg_tracing() && ctg_has_entry(answer))
		*recent = ctg_recent_mark(hash, answer);
	return answer;
}

/* Asks at most once for a packet. Without look-ups in this kernel there is no answer. */
static __always_inline enum ctg_answer ctg_ask_conntrack(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	if (!ctg_image.machine.conntrack)
		return CTG_NO_ANSWER;
	if (visitor->flow.answer != CTG_NOT_ASKED)
		return visitor->flow.answer;
	if (visitor->protocol != CTG_PROTOCOL_UDP && visitor->protocol != CTG_PROTOCOL_TCP)
		return CTG_NO_ANSWER;
	visitor->flow.answer = ctg_look_up(ctx, visitor);
	ctg_note(CTG_STEP_CONNTRACK, visitor->flow.answer, 0, 0, 0);
	return visitor->flow.answer;
}
