// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A limiter of UDP/53 as most of them are written: a token bucket for each source
 * in an LRU hash, and the time from bpf_ktime_get_ns(). Our rendition, kept lean
 * for its sake: no lock around a bucket, no division, nothing else looked at.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { SOURCES = 1 << 20, IPV4_WORDS_WITHOUT_OPTIONS = 5, DNS = 53 };

const volatile __u64 cost_ns = 1000000000;  /* of a packet: one over the rate */
const volatile __u64 depth_ns = 1000000000; /* of a full bucket: burst times the cost */
const volatile int verdict_within = XDP_PASS;

struct bucket {
	__u64 credit_ns;
	__u64 read_at;
};

/* What became of packets: [0] over the limit, [1] within it. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} judged SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, SOURCES);
	__type(key, __be32);
	__type(value, struct bucket);
} sources4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, SOURCES);
	__type(key, struct in6_addr);
	__type(value, struct bucket);
} sources6 SEC(".maps");

static __always_inline int count(__u32 within)
{
	__u64* packets = bpf_map_lookup_elem(&judged, &within);

	if (packets)
		++*packets;
	return within ? verdict_within : XDP_DROP;
}

static __always_inline int limit(void* sources, const void* source)
{
	struct bucket fresh = {.credit_ns = depth_ns - cost_ns, .read_at = bpf_ktime_get_ns()};
	struct bucket* bucket = bpf_map_lookup_elem(sources, source);
	__u64 credit;

	if (!bucket) {
		bpf_map_update_elem(sources, source, &fresh, BPF_ANY);
		return count(1);
	}
	credit = bucket->credit_ns + (fresh.read_at - bucket->read_at);
	if (credit > depth_ns)
		credit = depth_ns;
	bucket->read_at = fresh.read_at;
	bucket->credit_ns = credit >= cost_ns ? credit - cost_ns : credit;
	return count(credit >= cost_ns);
}

static __always_inline int is_query(const struct udphdr* udp, const void* end)
{
	return (const void*)(udp + 1) <= end && udp->dest == bpf_htons(DNS);
}

SEC("xdp.frags")
int lru_limiter(struct xdp_md* ctx)
{
	void *at = (void*)(long)ctx->data, *end = (void*)(long)ctx->data_end;
	struct ethhdr* ethernet = at;
	struct iphdr* ipv4 = (void*)(ethernet + 1);
	struct ipv6hdr* ipv6 = (void*)(ethernet + 1);

	if ((void*)(ethernet + 1) > end)
		return XDP_PASS;
	if (ethernet->h_proto == bpf_htons(ETH_P_IP)) {
		if ((void*)(ipv4 + 1) > end || ipv4->protocol != IPPROTO_UDP ||
		    ipv4->ihl != IPV4_WORDS_WITHOUT_OPTIONS || !is_query((void*)(ipv4 + 1), end))
			return XDP_PASS;
		return limit(&sources4, &ipv4->saddr);
	}
	if (ethernet->h_proto == bpf_htons(ETH_P_IPV6)) {
		if ((void*)(ipv6 + 1) > end || ipv6->nexthdr != IPPROTO_UDP || !is_query((void*)(ipv6 + 1), end))
			return XDP_PASS;
		return limit(&sources6, &ipv6->saddr);
	}
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
