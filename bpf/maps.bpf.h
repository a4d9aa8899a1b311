/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map. The state maps are pinned for each interface and outlive the
 * program, the sets for all interfaces of a network namespace together. What
 * is in .rodata is not: it belongs to one loaded program and is frozen with it.
 */
#pragma once

#include "abi.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* The configuration, a constant to the verifier: what is off is not even loaded. */
const volatile struct ctg_image ctg_image SEC(".rodata.image") = {.abi = CTG_ABI};

/* Which limit a port belongs to; follows from the policy in the image. */
const volatile struct ctg_ports ctg_ports SEC(".rodata.ports") = {};

/* Packets and bytes by outcome and reason. The program adds; everybody may read; nobody resets. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, CTG_COUNTERS);
	__type(key, __u32);
	__type(value, struct ctg_counter);
} counters SEC(".maps");

/* Packets that would have made a conntrack entry, by outcome, reason and kind of entry. As the counters. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, CTG_AVOIDED);
	__type(key, __u32);
	__type(value, __u64);
} avoided SEC(".maps");

/* One bucket a limit, for all sources together. Written by the program only. */
struct ctg_total_bucket {
	struct ctg_bucket bucket;
} __attribute__((aligned(64))); /* a cache line each: CPUs share one limit, not two */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CTG_LIMITS_MAX);
	__type(key, __u32);
	__type(value, struct ctg_total_bucket);
} total_buckets SEC(".maps");

/* The sketch: buckets and memories that sources share by hash. Written by the program only. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CTG_SKETCH_LINES);
	__type(key, __u32);
	__type(value, struct ctg_line);
} sketch SEC(".maps");

/* What is known of conntrack itself. Written by the program only. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct ctg_learning);
} learning SEC(".maps");

/* Flows that conntrack knew a moment ago. Written and read by the program only. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1 << CTG_RECENT_BITS);
	__type(key, __u32);
	__type(value, __u64);
} recent_flows SEC(".maps");

/* The sets. Written by user space, one prefix at a time or all by another map in their place. */
#define CTG_SET(name, prefix, entry)                  \
	struct {                                      \
		__uint(type, BPF_MAP_TYPE_LPM_TRIE);  \
		__uint(max_entries, CTG_SET_ENTRIES); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, struct prefix);           \
		__type(value, struct entry);          \
	} name SEC(".maps")

CTG_SET(allow4, ctg_prefix4, ctg_set_entry);
CTG_SET(allow6, ctg_prefix6, ctg_set_entry);
CTG_SET(deny4, ctg_prefix4, ctg_set_entry);
CTG_SET(deny6, ctg_prefix6, ctg_set_entry);

/* Why a prefix is in a set, where the operator said so. Written and read by user space only. */
CTG_SET(allow_why, ctg_prefix6, ctg_why);
CTG_SET(deny_why, ctg_prefix6, ctg_why);

/* Packets of one limit; filled only by a program that was loaded to observe. Never pinned. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, CTG_OBSERVED_BYTES);
} observed SEC(".maps");

/* Packets that found the ring full. */
__u64 ctg_unobserved SEC(".data.observed") = 0;

/* The way of one packet; filled only by a program that was loaded to trace. Never pinned. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct ctg_trace);
} trace SEC(".maps");
