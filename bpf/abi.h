/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract between the program in the kernel and everybody outside it:
 * the reasons, the limits, the configuration image, the map keys and values.
 *
 * Integers are in host byte order. Nothing here depends on the kernel's own
 * types, so the same text compiles as BPF C, as C and as C++.
 */
#pragma once

#include "abi/limits.h"
#include "abi/maps.h"
#include "abi/reasons.h"
#include "abi/trace.h"

#define CTG_ABI 2 /* grows when a map or the image changes shape */

/*
 * The configuration image: .rodata of a loaded program, constants to the
 * verifier. What is off is not even loaded.
 */

/* What the operator chose. Read back from the kernel, this is the configuration. */
struct ctg_policy {
	__u8 armed;         /* 0: every reason that drops only monitors */
	__u8 allow_excuses; /* 1: an allowed source may also be malformed */
	__u8 reserved[2];
	__u32 learning_s;            /* how long tcp_out_of_state only monitors when conntrack is new to the flows */
	__u8 action[CTG_REASON_MAX]; /* enum ctg_action, by reason */
	struct ctg_limit limit[CTG_LIMITS_MAX];
};

/* Secrets of a hash, drawn by the loader: who does not know them cannot aim at a bucket. */
struct ctg_hash_key {
	__u64 a, b, c, d, e;
};

enum ctg_hash_role {
	CTG_HASH_PREFIX = 0, /* one for each prefix length */
	CTG_HASH_DESTINATION = CTG_PREFIX_LENGTHS_MAX,
	CTG_HASH_TAG,
	CTG_HASH_ROLES,
};

enum ctg_clock {
	CTG_CLOCK_JIFFIES = 0, /* free, as fine as the kernel's tick */
	CTG_CLOCK_KTIME = 1,   /* nanoseconds, tens of them to read */
};

struct ctg_pace {
	__u64 cost;  /* bucket time that one packet takes; 0: no such bucket */
	__u64 depth; /* bucket time in a full bucket: burst * cost */
};

struct ctg_prefix_pace {
	__u32 mask[4]; /* of an address in network byte order; IPv4 in the last word */
	struct ctg_pace pace;
};

struct ctg_limit_machine {
	__u64 reserve; /* of the total's depth, for sources that are known */
	struct ctg_pace total, destination;
	struct ctg_prefix_pace source[CTG_FAMILIES][CTG_PREFIX_LENGTHS_MAX];
	__u32 first_line, lines; /* its part of the sketch */
};

/* What follows from the policy on this machine. */
struct ctg_machine {
	__u32 clock;           /* enum ctg_clock */
	__u8 tcp_flags;        /* 1 when any reason of topic TCP_FLAGS is not off */
	__u8 conntrack;        /* 1 when the kernel has bpf_xdp_ct_lookup() and a reason or limit asks for it */
	__u8 allow, deny;      /* 1 << enum ctg_family where the set is not empty */
	__u64 tick;            /* bucket time in one jiffy */
	__u64 jiffies_at_boot; /* what bpf_jiffies64() began with */
	__u64 keys_drawn_at;   /* seconds since 1970 */
	struct ctg_hash_key key[CTG_HASH_ROLES];
	__u8 port_limits[CTG_LIMIT_OTHER + 1]; /* by protocol: 1 when one of its limits names ports */
	__u8 any_limit[CTG_LIMIT_OTHER + 1];   /* by protocol: slot + 1 of the limit without ports, or 0 */
	__u8 tracing;                          /* 1: write down the way, spend nothing, count nothing */
	__u8 observing;                        /* slot + 1 of the limit whose packets are reported, or 0 */
	__u8 shortcut;                         /* 1: what is plain may take the way of shortcut.bpf.h */
	__u8 reserved[3];
	struct ctg_limit_machine limit[CTG_LIMITS_MAX];
};

struct ctg_image {
	__u32 abi;
	__u32 reserved;
	struct ctg_policy policy;
	struct ctg_machine machine;
};

/* Port -> slot + 1 of the limit that names it, or 0; ports in host byte order. For UDP and TCP. */
struct ctg_ports {
	__u8 udp[CTG_SIDES][65536];
	__u8 tcp[CTG_SIDES][65536];
};

#ifdef __cplusplus
#define CTG_ASSERT_SIZE(type, size) static_assert(sizeof(struct type) == (size), #type " changed shape")
#else
#define CTG_ASSERT_SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type " changed shape")
#endif

CTG_ASSERT_SIZE(ctg_rate, 16);
CTG_ASSERT_SIZE(ctg_limit, 124);
CTG_ASSERT_SIZE(ctg_policy, 8 + CTG_REASON_MAX + CTG_LIMITS_MAX * 124);
CTG_ASSERT_SIZE(ctg_limit_machine, 240);
CTG_ASSERT_SIZE(ctg_machine, 248 + CTG_LIMITS_MAX * sizeof(struct ctg_limit_machine));
CTG_ASSERT_SIZE(ctg_image, 8 + sizeof(struct ctg_policy) + sizeof(struct ctg_machine));
CTG_ASSERT_SIZE(ctg_counter, 16);
CTG_ASSERT_SIZE(ctg_bucket, 8);
CTG_ASSERT_SIZE(ctg_line, 64);
CTG_ASSERT_SIZE(ctg_set_entry, 16);
CTG_ASSERT_SIZE(ctg_why, 96);
CTG_ASSERT_SIZE(ctg_step, 24);
