/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract between the program in the kernel and everybody outside it:
 * the reasons, the configuration image, the map keys and values.
 *
 * Integers are in host byte order. Nothing here depends on the kernel's own
 * types, so the same text compiles as BPF C, as C and as C++.
 */
#pragma once

#include <linux/types.h>

#define CTG_ABI 1 /* grows when a map or the image changes shape */

/* ---- reasons ------------------------------------------------------------ */

/*
 * X(id, NAME, DEFAULT_ACTION, TOPIC, "what is wrong with the packet")
 *
 * Append-only: an id is never used twice, because counters outlive programs.
 * A TOPIC names the text that `ctgate explain` adds about conntrack and the
 * standard. The 23 values of TCP_FLAGS are those that are left of 32 when PSH,
 * ECE and CWR are masked and the nine valid ones are taken away.
 */
#define CTG_REASONS(X)                                                                                           \
	X(1, ETH_VLAN_DEPTH, MONITOR, ETHERNET, "a third VLAN tag; what is behind it is not read")               \
	X(2, IP_HEADER, MONITOR, IP, "version, header length and total length contradict each other")            \
	X(3, IP_TRUNCATED, MONITOR, IP, "the frame ends before the headers that it announces")                   \
	X(4, IP_FRAGMENT, MONITOR, IP, "a fragment; ports are read only from a complete first one")              \
	X(5, TINY_FRAGMENT, DROP, IP, "a first fragment too short for the header that it begins")                \
	X(6, IPV6_EXT_CHAIN, MONITOR, IP, "more IPv6 extension headers than RFC 8200 has a use for")             \
	X(7, TCP_TRUNCATED, DROP, TCP, "the datagram is shorter than a TCP header")                              \
	X(8, TCP_DATA_OFFSET, DROP, TCP, "data offset under 5 words, or beyond the datagram")                    \
	X(9, TCP_FLAGS_NULL, DROP, TCP_FLAGS, "no flag at all: a NULL scan (nmap -sN)")                          \
	X(10, TCP_FLAGS_FIN, DROP, TCP_FLAGS, "FIN without ACK: a FIN scan (nmap -sF)")                          \
	X(11, TCP_FLAGS_URG, DROP, TCP_FLAGS, "URG alone")                                                       \
	X(12, TCP_FLAGS_XMAS, DROP, TCP_FLAGS, "FIN+URG, with or without PSH: a Christmas tree scan (nmap -sX)") \
	X(13, TCP_FLAGS_SYN_FIN, DROP, TCP_FLAGS, "SYN+FIN: opens and closes at once")                           \
	X(14, TCP_FLAGS_SYN_RST, DROP, TCP_FLAGS, "SYN+RST: opens and aborts at once")                           \
	X(15, TCP_FLAGS_SYN_FIN_RST, DROP, TCP_FLAGS, "SYN+FIN+RST")                                             \
	X(16, TCP_FLAGS_SYN_FIN_ACK, DROP, TCP_FLAGS, "SYN+FIN+ACK")                                             \
	X(17, TCP_FLAGS_SYN_RST_ACK, DROP, TCP_FLAGS, "SYN+RST+ACK")                                             \
	X(18, TCP_FLAGS_SYN_FIN_RST_ACK, DROP, TCP_FLAGS, "SYN+FIN+RST+ACK")                                     \
	X(19, TCP_FLAGS_SYN_FIN_URG, DROP, TCP_FLAGS, "SYN+FIN+URG")                                             \
	X(20, TCP_FLAGS_SYN_RST_URG, DROP, TCP_FLAGS, "SYN+RST+URG")                                             \
	X(21, TCP_FLAGS_SYN_FIN_RST_URG, DROP, TCP_FLAGS, "SYN+FIN+RST+URG")                                     \
	X(22, TCP_FLAGS_SYN_ACK_URG, DROP, TCP_FLAGS, "SYN+ACK+URG: no stack answers with urgent data")          \
	X(23, TCP_FLAGS_SYN_FIN_ACK_URG, DROP, TCP_FLAGS, "SYN+FIN+ACK+URG")                                     \
	X(24, TCP_FLAGS_SYN_RST_ACK_URG, DROP, TCP_FLAGS, "SYN+RST+ACK+URG")                                     \
	X(25, TCP_FLAGS_SYN_FIN_RST_ACK_URG, DROP, TCP_FLAGS, "every flag at once")                              \
	X(26, TCP_FLAGS_FIN_RST, DROP, TCP_FLAGS, "FIN+RST: closes and aborts at once")                          \
	X(27, TCP_FLAGS_FIN_RST_ACK, DROP, TCP_FLAGS, "FIN+RST+ACK")                                             \
	X(28, TCP_FLAGS_FIN_RST_URG, DROP, TCP_FLAGS, "FIN+RST+URG")                                             \
	X(29, TCP_FLAGS_FIN_RST_ACK_URG, DROP, TCP_FLAGS, "FIN+RST+ACK+URG")                                     \
	X(30, TCP_FLAGS_RST_URG, DROP, TCP_FLAGS, "RST+URG: an abort has no urgent data")                        \
	X(31, TCP_FLAGS_RST_ACK_URG, DROP, TCP_FLAGS, "RST+ACK+URG: an abort has no urgent data")                \
	X(32, UDP_TRUNCATED, DROP, UDP, "the datagram is shorter than a UDP header")                             \
	X(33, UDP_LENGTH, DROP, UDP, "length field under 8, or beyond the datagram")                             \
	X(34, LIMIT_DNS_SOURCE, DROP, LIMIT, "DNS query: its source is over limit `dns`")                        \
	X(35, LIMIT_DNS_TOTAL, DROP, LIMIT, "DNS query: all sources together are over limit `dns`")              \
	X(36, LIMIT_DNS_REPLY_SOURCE, DROP, LIMIT, "DNS reply: its source is over limit `dns-reply`")            \
	X(37, LIMIT_DNS_REPLY_TOTAL, DROP, LIMIT, "DNS reply: all sources together are over limit `dns-reply`")

/* Why a packet may not pass. 0 = nothing to say against it, go on. */
enum ctg_reason {
	CTG_GO_ON = 0,
#define X(id, name, action, topic, what) CTG_##name = id,
	CTG_REASONS(X)
#undef X
};

/* What to do about a reason. */
enum ctg_action {
	CTG_OFF = 0,     /* do not even ask */
	CTG_MONITOR = 1, /* count what would be dropped, go on */
	CTG_DROP = 2,
};

enum { CTG_REASON_MAX = 256 }; /* room for ids: new reasons change no shape */

/* ---- limits ------------------------------------------------------------- */

enum ctg_limit_id {
	CTG_LIMIT_DNS,       /* UDP to port 53 */
	CTG_LIMIT_DNS_REPLY, /* UDP from port 53 */
	CTG_LIMIT_COUNT,
};

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

/* The same as the program reads it; the loader computes it from ctg_rate. */
struct ctg_pace {
	__u64 cost;  /* bucket time that one packet takes */
	__u64 depth; /* bucket time in a full bucket: burst * cost */
};

/* ---- configuration image: .rodata of a loaded program ------------------- */

/* What the operator chose. Read back from the kernel, this is the configuration. */
struct ctg_policy {
	__u8 armed; /* 0: every reason that drops only monitors */
	__u8 reserved[7];
	__u8 action[CTG_REASON_MAX]; /* enum ctg_action, by reason */
	struct {
		struct ctg_rate total;
		struct ctg_rate source; /* each IPv4 address or IPv6 /64 */
	} limit[CTG_LIMIT_COUNT];
};

enum { CTG_SKETCH_ROWS = 2 };

/* Secrets of one row's hash, drawn by the loader at attach. */
struct ctg_hash_key {
	__u64 a, b, c;
};

enum ctg_clock {
	CTG_CLOCK_JIFFIES = 0, /* free, as fine as the kernel's tick */
	CTG_CLOCK_KTIME = 1,   /* nanoseconds, tens of them to read */
};

/* What follows from the policy on this machine. */
struct ctg_machine {
	__u32 clock;           /* enum ctg_clock */
	__u32 tcp_flags;       /* 1 when any reason of topic TCP_FLAGS is not off */
	__u64 tick;            /* bucket time in one jiffy */
	__u64 jiffies_at_boot; /* what bpf_jiffies64() began with */
	struct {
		struct ctg_pace total, source;
		struct ctg_hash_key key[CTG_SKETCH_ROWS];
	} limit[CTG_LIMIT_COUNT];
};

struct ctg_image {
	__u32 abi;
	__u32 reserved;
	struct ctg_policy policy;
	struct ctg_machine machine;
};

/* ---- maps --------------------------------------------------------------- */

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

/* A token bucket is one number: when it will be full again, in bucket time. */
struct ctg_bucket {
	__u64 full_at;
};

enum { CTG_SOURCE_BUCKETS = 1 << 20 }; /* the per-source sketch: 8 MiB */

#ifdef __cplusplus
#define CTG_ASSERT_SIZE(type, size) static_assert(sizeof(struct type) == (size), #type " changed shape")
#else
#define CTG_ASSERT_SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type " changed shape")
#endif

CTG_ASSERT_SIZE(ctg_rate, 16);
CTG_ASSERT_SIZE(ctg_policy, 8 + CTG_REASON_MAX + CTG_LIMIT_COUNT * 32);
CTG_ASSERT_SIZE(ctg_machine, 24 + CTG_LIMIT_COUNT * (32 + CTG_SKETCH_ROWS * 24));
CTG_ASSERT_SIZE(ctg_image, 8 + sizeof(struct ctg_policy) + sizeof(struct ctg_machine));
CTG_ASSERT_SIZE(ctg_counter, 16);
CTG_ASSERT_SIZE(ctg_bucket, 8);
