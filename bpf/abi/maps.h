/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keys and values of the maps. */
#pragma once

#include "reasons.h"

/* Counters only grow. */
enum ctg_outcome {
	CTG_PASSED = 0,    /* every packet that passed, under reason 0 */
	CTG_DROPPED = 1,   /* by reason */
	CTG_MONITORED = 2, /* would have been dropped, by reason; passed or dropped besides */
	CTG_OUTCOMES,
};

enum { CTG_COUNTERS = (int)CTG_OUTCOMES * CTG_REASON_MAX };

/* Where a counter stands in the map `counters`. */
static inline __u32 ctg_counter_index(enum ctg_outcome outcome, enum ctg_reason reason)
{
	return (__u32)outcome * CTG_REASON_MAX + (__u8)reason;
}

struct ctg_counter {
	__u64 packets;
	__u64 bytes; /* of the frame from the Ethernet header on, without FCS */
};

/* What a packet would have left in the conntrack table, had it passed: decides for how long. */
enum ctg_entry_kind {
	CTG_ENTRY_NONE = 0, /* nothing, or nobody looked that far */
	CTG_ENTRY_UDP,
	CTG_ENTRY_TCP_SYN,
	CTG_ENTRY_TCP_ACK, /* picked up in mid-stream, where tcp_loose allows it */
	CTG_ENTRY_ICMP,
	CTG_ENTRY_OTHER,
	CTG_ENTRY_KINDS,
};

enum {
	CTG_AVOIDED_SAMPLE = 256,      /* conntrack is asked about the first packets, and one in so many of the rest */
	CTG_OUT_OF_STATE_SAMPLE = 256, /* and of what tcp_out_of_state only monitors */
	CTG_AVOIDED = CTG_COUNTERS * (int)CTG_ENTRY_KINDS,
};

/* Where entries that a reason kept out are counted in the map `avoided`. */
static inline __u32 ctg_avoided_index(enum ctg_outcome outcome, __u32 reason, enum ctg_entry_kind kind)
{
	return ctg_counter_index(outcome, (enum ctg_reason)reason) * (__u32)CTG_ENTRY_KINDS + (__u32)kind;
}

/* A token bucket is one number: when it will be full again, in bucket time. */
struct ctg_bucket {
	__u64 full_at;
};

enum {
	CTG_LINE_BUCKETS = 4,
	CTG_LINE_MEMORIES = 4,
	CTG_SKETCH_LINES = 1 << 17, /* unless the operator says otherwise: 8 MiB */
};

/* One cache line of the sketch: buckets that sources share by hash, and what is remembered of some. */
struct ctg_line {
	struct ctg_bucket bucket[CTG_LINE_BUCKETS];
	__u64 memory[CTG_LINE_MEMORIES]; /* see bpf/limit/memory.h */
};

/* A prefix of a set: the key of an LPM trie. */
struct ctg_prefix4 {
	__u32 bits;
	__u8 address[4]; /* network byte order */
};
struct ctg_prefix6 {
	__u32 bits;
	__u8 address[16];
};

struct ctg_set_entry {
	__u64 expires_at; /* nanoseconds since boot, suspended time included; 0: never */
	__u32 bits;       /* of the prefix itself: a look-up does not tell which one it found */
	__u32 added_at;   /* seconds since 1970 */
};

/* A text that goes with a prefix of either family; IPv4 as ::ffff:a.b.c.d, 96 bits longer. */
struct ctg_why {
	__u8 bits;     /* of the prefix, as above */
	char text[95]; /* ends with 0 */
};

enum {
	CTG_SET_ENTRIES = 1 << 20, /* of each set and family */
	CTG_RECENT_BITS = 10,      /* flows that each CPU remembers for a moment: 2^10 */
};

/* When tcp_out_of_state began to learn, and when conntrack last knew a flow; coarse bucket time. */
struct ctg_learning {
	__u64 since;
	__u64 last_known;
};
