// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An XDP program of somebody else, which xdp-loader puts behind libxdp's dispatcher: counts what it is asked about.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} neighbour_saw SEC(".maps");

SEC("xdp.frags")
int neighbour(struct xdp_md* ctx)
{
	__u32 first = 0;
	__u64* packets = bpf_map_lookup_elem(&neighbour_saw, &first);

	(void)ctx;
	if (packets)
		__sync_fetch_and_add(packets, 1);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
