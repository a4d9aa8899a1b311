/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Limits: what they match, and the rates that they hold. */
#pragma once

#include <linux/types.h>

enum {
	CTG_LIMITS_MAX = 32,
	CTG_LIMIT_NAME_SIZE = 16, /* with the NUL */
	CTG_LIMIT_PORTS_MAX = 16,
	CTG_PREFIX_LENGTHS_MAX = 3, /* of IPv6; of IPv4 one less */
};

/* What a limit looks at. */
enum ctg_limit_protocol {
	CTG_LIMIT_UNUSED = 0, /* no limit in this slot */
	CTG_LIMIT_UDP,
	CTG_LIMIT_TCP_SYN,   /* SYN without ACK: what opens a connection */
	CTG_LIMIT_ICMP_ECHO, /* requests, of either version */
	CTG_LIMIT_OTHER,     /* above IP, and neither TCP, UDP nor ICMP */
};

enum ctg_side { CTG_DESTINATION = 0, CTG_SOURCE = 1, CTG_SIDES };
enum ctg_family { CTG_IPV4 = 0, CTG_IPV6 = 1, CTG_FAMILIES };

/* How many prefix lengths sources of a family are held to at once, at most. */
#define CTG_PREFIX_LENGTHS(family) ((family) == CTG_IPV4 ? CTG_PREFIX_LENGTHS_MAX - 1 : (int)CTG_PREFIX_LENGTHS_MAX)

/* What a limit holds to a rate. */
enum ctg_limit_bucket {
	CTG_EACH_SOURCE = 0,
	CTG_EACH_DESTINATION = 1,
	CTG_TOTAL = 2, /* all sources together */
	CTG_LIMIT_BUCKETS,
};

enum { CTG_LIMIT_REASONS = 128 }; /* the first of the limits' reasons */

/* The reason under which a bucket of the limit in this slot drops. */
static inline __u32 ctg_limit_reason(__u32 slot, enum ctg_limit_bucket bucket)
{
	return CTG_LIMIT_REASONS + slot * CTG_LIMIT_BUCKETS + (__u32)bucket;
}

/* Time inside a bucket runs in sixteenths of a nanosecond: 36 years in 64 bits,
 * and the rounding of 1/rate stays under 4 in 10^5 up to a million a second. */
enum { CTG_TIME_PER_NS = 16 };

/* One token bucket's size, as the operator said it. `packets` per `period`. */
struct ctg_rate {
	__u32 packets;
	__u32 period_s;
	__u32 burst;
	__u32 reserved;
};

/* Sources are held to their rate together with all that share a prefix with them. */
struct ctg_prefix_length {
	__u8 bits; /* 0: not used */
	__u8 reserved;
	__u16 times; /* so often the rate and the burst of one source */
};

/* A packet belongs to the first limit that matches it: by destination port, by source port, by protocol. */
struct ctg_limit {
	char name[CTG_LIMIT_NAME_SIZE]; /* kept when the limit is deleted: its counters live on in the slot */
	__u8 protocol;                  /* enum ctg_limit_protocol */
	__u8 side;                      /* enum ctg_side: whose ports */
	__u8 new_only;                  /* 1: leave alone what conntrack knows */
	__u8 ports;                     /* how many; none: all */
	__u16 port[CTG_LIMIT_PORTS_MAX];
	struct ctg_rate rate[CTG_LIMIT_BUCKETS];
	struct ctg_prefix_length prefix[CTG_FAMILIES][CTG_PREFIX_LENGTHS_MAX];
};
