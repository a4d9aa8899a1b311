// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Holds a place in libxdp's dispatcher until the filter takes it: lets everything through.
// libxdp knows how to add a program to those that are there, loader/shared/generation.cpp how to exchange one.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp.frags")
int ctgate_seat(struct xdp_md* ctx)
{
	(void)ctx;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
