/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map. All are pinned for each interface and outlive the program; the
 * image is not: it belongs to one loaded program and is frozen with it.
 */
#pragma once

#include "abi.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* The configuration, a constant to the verifier: what is off is not even loaded. */
const volatile struct ctg_image ctg_image SEC(".rodata.image") = {.abi = CTG_ABI};

/* Packets and bytes by outcome and reason. The program adds; everybody may read; nobody resets. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, CTG_COUNTERS);
	__type(key, __u32);
	__type(value, struct ctg_counter);
} counters SEC(".maps");

/* One bucket a limit, for all sources together. Written by the program only. */
struct ctg_total_bucket {
	struct ctg_bucket bucket;
} __attribute__((aligned(64))); /* a cache line each: CPUs share one limit, not two */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CTG_LIMIT_COUNT);
	__type(key, __u32);
	__type(value, struct ctg_total_bucket);
} total_buckets SEC(".maps");

/* The per-source sketch: rows of buckets that sources share by hash. Written by the program only. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CTG_SOURCE_BUCKETS);
	__type(key, __u32);
	__type(value, struct ctg_bucket);
} source_buckets SEC(".maps");
