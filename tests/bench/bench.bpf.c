// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a filter is measured against, and what a flood needs to be measured at all. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum {
	IPV4_SOURCE = 14 + 12, /* of an untagged frame */
	SCATTER = 0x9e3779b1,  /* odd, so no address comes again before all 2^32 have come */
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} measured SEC(".maps");

__u32 sources;

SEC("xdp.frags")
int empty_pass(struct xdp_md* ctx __attribute__((unused)))
{
	return XDP_PASS;
}

SEC("xdp.frags")
int empty_drop(struct xdp_md* ctx __attribute__((unused)))
{
	return XDP_DROP;
}

/* BPF_PROG_TEST_RUN repeats one frame: gives each an IPv4 source of its own, then runs what is measured. */
SEC("xdp.frags")
int spoof(struct xdp_md* ctx)
{
	__u8* frame = (void*)(long)ctx->data;
	__be32* source = (__be32*)(frame + IPV4_SOURCE);

	if ((void*)(source + 1) > (void*)(long)ctx->data_end)
		return XDP_ABORTED;
	*source = sources++ * SCATTER;
	bpf_tail_call(ctx, &measured, 0);
	return XDP_ABORTED;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
