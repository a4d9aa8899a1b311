// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a filter is measured against, and what a flood needs to be measured at all. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum {
	SCATTER = 0x9e3779b1, /* odd, so no address comes again before all 2^30 have come */
	UNICAST = 0x80000000, /* 128.0.0.0/2: all of it may be a source */
	UNICAST_HOSTS = 0x3fffffff,
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} measured SEC(".maps");

/* The near end of the cable that frames are sent into. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} cable SEC(".maps");

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

/* RFC 1624, for one 32-bit word of what the checksum covers. */
static __always_inline void renew_checksum(__u16* checksum, __be32 before, __be32 after)
{
	__u32 sum = (__u16) ~*checksum;

	sum += (__u16)~before + (__u16) ~(before >> 16);
	sum += (__u16)after + (__u16)(after >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	*checksum = ~sum;
}

/* Where the checksum of the layer above is, or NULL. */
static __always_inline __u16* upper_checksum(void* header, __u8 protocol, const void* end)
{
	struct tcphdr* tcp = header;
	struct udphdr* udp = header;

	if (protocol == IPPROTO_TCP && (const void*)(tcp + 1) <= end)
		return &tcp->check;
	if (protocol == IPPROTO_UDP && (const void*)(udp + 1) <= end)
		return &udp->check;
	return NULL;
}

static __always_inline void renew_source(__be32* word, __be32 after, __u16* own_checksum, __u16* upper)
{
	if (own_checksum)
		renew_checksum(own_checksum, *word, after);
	if (upper)
		renew_checksum(upper, *word, after);
	*word = after;
}

/* Gives an untagged frame without options a source that nobody had; 0 when it is none. */
static __always_inline int spoof_source(struct xdp_md* ctx)
{
	void *at = (void*)(long)ctx->data, *end = (void*)(long)ctx->data_end;
	__u32 scattered = sources++ * SCATTER;
	struct ethhdr* ethernet = at;
	struct iphdr* ipv4 = (void*)(ethernet + 1);
	struct ipv6hdr* ipv6 = (void*)(ethernet + 1);
	__u16* upper;

	if ((void*)(ipv4 + 1) > end)
		return 0;
	if (ethernet->h_proto == bpf_htons(ETH_P_IP)) {
		upper = upper_checksum(ipv4 + 1, ipv4->protocol, end);
		renew_source(&ipv4->saddr, bpf_htonl(UNICAST | (scattered & UNICAST_HOSTS)), &ipv4->check, upper);
		return 1;
	}
	if (ethernet->h_proto != bpf_htons(ETH_P_IPV6) || (void*)(ipv6 + 1) > end)
		return 0;
	/* The second word tells sites apart, behind the documentation prefix in the first. */
	upper = upper_checksum(ipv6 + 1, ipv6->nexthdr, end);
	renew_source(&ipv6->saddr.in6_u.u6_addr32[1], scattered, NULL, upper);
	return 1;
}

/* BPF_PROG_TEST_RUN repeats one frame: gives each a source of its own, then runs what is measured. */
SEC("xdp.frags")
int spoof(struct xdp_md* ctx)
{
	if (!spoof_source(ctx))
		return XDP_ABORTED;
	bpf_tail_call(ctx, &measured, 0);
	return XDP_ABORTED;
}

SEC("xdp")
int send(struct xdp_md* ctx __attribute__((unused)))
{
	return bpf_redirect_map(&cable, 0, XDP_ABORTED);
}

SEC("xdp")
int send_spoofed(struct xdp_md* ctx)
{
	if (!spoof_source(ctx))
		return XDP_ABORTED;
	return bpf_redirect_map(&cable, 0, XDP_ABORTED);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
