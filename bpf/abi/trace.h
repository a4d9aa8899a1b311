/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a program tells that was loaded to tell: the way of one packet, the packets of one limit. */
#pragma once

#include <linux/types.h>

enum ctg_step_kind {
	CTG_STEP_ETHERNET = 1, /* x: EtherType, y: bytes of the header */
	CTG_STEP_IP,           /* x: version, y: protocol, a: enum ctg_part, b: bytes behind the headers */
	CTG_STEP_TCP,          /* x: flags, y: header length, a: source port, b: destination port */
	CTG_STEP_UDP,          /* y: length field, a: source port, b: destination port */
	CTG_STEP_ICMP,         /* x: type */
	CTG_STEP_REASON,       /* x: reason, y: enum ctg_action */
	CTG_STEP_SET,          /* x: enum ctg_set, y: 1 when the source is in it */
	CTG_STEP_CONNTRACK,    /* x: enum ctg_answer */
	CTG_STEP_LIMIT,        /* x: slot */
	CTG_STEP_BUCKET,       /* x: enum ctg_limit_bucket, y: which prefix length; a: debt, b: depth, bucket time */
	CTG_STEP_MEMORY,       /* x: enum ctg_acquaintance */
	CTG_STEP_LEARNING,     /* x: 1 while tcp_out_of_state or dns_reply_unsolicited only monitors */
};

/* Which part of a datagram this packet carries; the further down, the less of it. */
enum ctg_part {
	CTG_WHOLE,          /* all of it */
	CTG_FIRST_FRAGMENT, /* the layer-4 header is here, the length is not known */
	CTG_LATER_FRAGMENT, /* no layer-4 header: what looks like one is payload */
};

enum ctg_set { CTG_SET_ALLOW = 0, CTG_SET_DENY = 1, CTG_SETS };

/* What conntrack says of a packet. */
enum ctg_answer {
	CTG_NOT_ASKED = 0,
	CTG_NO_ANSWER, /* it could not say; taken for an entry */
	CTG_NO_ENTRY,
	CTG_ENTRY_ORIGINAL, /* an entry, and the packet goes the way of its first one */
	CTG_ENTRY_REPLY,    /* an entry, and the packet goes the other way */
};

/* What is remembered of a source. */
enum ctg_acquaintance {
	CTG_STRANGER = 0,
	CTG_ON_PROBATION, /* seen, not long ago for the first time */
	CTG_KNOWN,        /* seen within its limits at times apart */
};

struct ctg_step {
	__u16 kind;
	__u16 x;
	__u32 y;
	__u64 a, b;
};

enum { CTG_STEPS_MAX = 64 };

struct ctg_trace {
	__u32 steps;
	__u32 reserved;
	struct ctg_step step[CTG_STEPS_MAX];
};

/* ---- packets of one limit, for `ctgate limit suggest` --------------------- */

struct ctg_observed {
	__u64 at_ns;  /* CLOCK_MONOTONIC */
	__u64 source; /* keyed hash of the address, by the limit's longest prefix */
};

enum { CTG_OBSERVED_BYTES = 1 << 22 }; /* of the ring: 170,000 packets */
