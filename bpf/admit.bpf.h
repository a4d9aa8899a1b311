/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * May a packet enter in which nothing is wrong? Asks the deny set, conntrack and
 * the limits, the cheapest first; an allowed source is asked none of this.
 */
#pragma once

#include "bound.bpf.h"
#include "check/set.bpf.h"
#include "check/state.bpf.h"
#include "count.bpf.h"
#include "limit/match.bpf.h"
#include "limit/observe.bpf.h"
#include "limit/total.bpf.h"

static __always_inline bool is_off(enum ctg_reason reason)
{
	return action_of(reason) == CTG_OFF;
}

/*
 * The entry that this packet would have made. Where conntrack was not asked
 * anyway, it is asked about the first CTG_AVOIDED_SAMPLE packets, and then about
 * one in so many, which stands for the others; where it cannot be asked, every
 * packet may have made one.
 */
static __always_inline __u64 entries_avoided(struct xdp_md* ctx, struct ctg_visitor* visitor, __u64 packets)
{
	enum ctg_entry_kind kind = visitor->flow.entry;

	if (kind == CTG_ENTRY_NONE)
		return 0;
	if (kind == CTG_ENTRY_ICMP || kind == CTG_ENTRY_OTHER)
		return 1;
	if (visitor->flow.answer != CTG_NOT_ASKED)
		return visitor->flow.answer == CTG_NO_ENTRY;
	if (packets > CTG_AVOIDED_SAMPLE && packets % CTG_AVOIDED_SAMPLE)
		return 0;
	if (ctg_ask_conntrack(ctx, visitor) != CTG_NO_ENTRY)
		return 0;
	return packets > CTG_AVOIDED_SAMPLE ? CTG_AVOIDED_SAMPLE : 1;
}

static __always_inline void count_entry(struct xdp_md* ctx, struct ctg_visitor* visitor, enum ctg_outcome outcome,
					enum ctg_reason reason)
{
	__u64 packets = count(ctx, visitor->announced, outcome, reason);
	__u32 index = ctg_avoided_index(outcome, reason, visitor->flow.entry);
	__u64 entries = packets ? entries_avoided(ctx, visitor, packets) : 0;
	__u64* counter = entries ? bpf_map_lookup_elem(&avoided, &index) : NULL;

	if (counter)
		*counter += entries;
}

/* Gives the reason back if it stops the packet. */
static __always_inline enum ctg_reason weigh_visitor(struct xdp_md* ctx, struct ctg_visitor* visitor,
						     enum ctg_reason reason, bool sure)
{
	enum ctg_action action = action_of(reason);

	ctg_note(CTG_STEP_REASON, reason, action, 0, 0);
	if (action == CTG_DROP && sure) {
		count_entry(ctx, visitor, outcome_of_drop(), reason);
		return reason;
	}
	if (action != CTG_OFF)
		count_entry(ctx, visitor, CTG_MONITORED, reason);
	return CTG_GO_ON;
}

static __always_inline enum ctg_reason admit_source(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	if (is_off(CTG_PREFIX_DENIED) || !ctg_in_set(CTG_SET_DENY, &visitor->source, visitor->family))
		return CTG_GO_ON;
	return weigh_visitor(ctx, visitor, CTG_PREFIX_DENIED, true);
}

/* A reason for which conntrack knows no flow; while it may simply not know them yet, it is only counted. */
static __always_inline enum ctg_reason weigh_unknown(struct xdp_md* ctx, struct ctg_visitor* visitor,
						     enum ctg_reason reason)
{
	bool sure = ctg_conntrack_would_know(ctx);

	ctg_note(CTG_STEP_LEARNING, !sure, 0, 0, 0);
	return weigh_visitor(ctx, visitor, reason, sure);
}

/* A datagram that only makes sense if somebody asked for it. What has the port on both sides may as well be a question
 * (NTP). */
static __always_inline bool is_answer(const struct ctg_flow* flow)
{
	if (!ctg_image.machine.conntrack || is_off(CTG_DNS_REPLY_UNSOLICITED))
		return false;
	return flow->source_port != flow->destination_port &&
	       ctg_slot_of_port(ctg_ports.udp[CTG_SOURCE], flow->source_port) &&
	       !ctg_slot_of_port(ctg_ports.udp[CTG_DESTINATION], flow->destination_port);
}

/* An answer to nobody's question. */
static __always_inline enum ctg_reason admit_reply(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	if (!visitor->flow.is_answer || !ctg_lacks_entry(ctx, visitor))
		return CTG_GO_ON;
	return weigh_unknown(ctx, visitor, CTG_DNS_REPLY_UNSOLICITED);
}

static __always_inline enum ctg_reason admit_segment(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	return ctg_lacks_entry(ctx, visitor) ? weigh_unknown(ctx, visitor, CTG_TCP_OUT_OF_STATE) : CTG_GO_ON;
}

static __always_inline bool is_limited(__u32 slot, enum ctg_limit_bucket bucket)
{
	return !is_off(ctg_limit_reason(slot, bucket));
}

/*
 * The source first: what is over its own limit must not spend what belongs to
 * all. And its token is taken even if the total then refuses the packet: else a
 * source would try as often as it likes, and the greediest would win the total.
 */
static __always_inline enum ctg_reason ask_limit(struct xdp_md* ctx, struct ctg_visitor* visitor, __u32 family,
						 __u32 slot)
{
	ctg_limit_view* limit = &ctg_image.machine.limit[slot];
	bool by_source = is_limited(slot, CTG_EACH_SOURCE), in_all = is_limited(slot, CTG_TOTAL);
	enum ctg_reason reason = CTG_GO_ON;
	struct ctg_source source = {};
	__u64 now = ctg_now();

	barrier_var(limit); /* to be kept, not computed again from a slot whose bounds were forgotten */
	ctg_observe(limit, slot, visitor, family);
	if (by_source || in_all)
		source.place[0] = ctg_find_place(limit, visitor, family, 0);
	if (by_source && !ctg_source_take(limit, visitor, family, &source, now))
		reason = weigh_visitor(ctx, visitor, ctg_limit_reason(slot, CTG_EACH_SOURCE), true);
	if (!reason && is_limited(slot, CTG_EACH_DESTINATION) && !ctg_destination_take(limit, visitor, family, now))
		reason = weigh_visitor(ctx, visitor, ctg_limit_reason(slot, CTG_EACH_DESTINATION), true);
	if (!reason && in_all && !ctg_total_take(ctx, slot, limit, visitor, family, &source, now))
		reason = weigh_visitor(ctx, visitor, ctg_limit_reason(slot, CTG_TOTAL), true);
	return reason;
}

static __always_inline enum ctg_reason admit_by_limit(struct xdp_md* ctx, struct ctg_visitor* visitor, __u32 family)
{
	__u32 slot = visitor->flow.limit - 1;

	if (slot >= CTG_LIMITS_MAX)
		return CTG_GO_ON;
	slot = ctg_bound(slot, CTG_LIMITS_MAX - 1);
	ctg_note(CTG_STEP_LIMIT, slot, 0, 0, 0);
	if (ctg_image.policy.limit[slot].new_only && ctg_ask_conntrack(ctx, visitor) != CTG_NO_ENTRY)
		return CTG_GO_ON;
	return ask_limit(ctx, visitor, family, slot);
}

/* While it only monitors, tcp_out_of_state asks about one segment in CTG_OUT_OF_STATE_SAMPLE: a look-up costs more
 * than all the rest. */
static __always_inline bool is_segment_to_be_asked(__u16 random)
{
	if (random % CTG_OUT_OF_STATE_SAMPLE && action_of(CTG_TCP_OUT_OF_STATE) != CTG_DROP)
		return false;
	return ctg_image.machine.conntrack && !is_off(CTG_TCP_OUT_OF_STATE);
}

/* Is there anything to ask of such a packet? */
static __always_inline bool is_to_be_asked(const struct ctg_flow* flow)
{
	if (ctg_image.machine.deny && !is_off(CTG_PREFIX_DENIED))
		return true;
	if (flow->is_segment)
		return is_segment_to_be_asked(flow->random);
	return flow->limit || flow->is_answer;
}

/* The family is a constant where this is called. */
static __always_inline enum ctg_reason admit(struct xdp_md* ctx, struct ctg_visitor* visitor, __u32 family)
{
	enum ctg_reason reason = admit_source(ctx, visitor);

	if (reason)
		return reason;
	if (visitor->flow.is_segment) /* perhaps it is here for the deny set only */
		return is_segment_to_be_asked(visitor->flow.random) ? admit_segment(ctx, visitor) : CTG_GO_ON;
	reason = admit_reply(ctx, visitor);
	return reason ? reason : admit_by_limit(ctx, visitor, family);
}
