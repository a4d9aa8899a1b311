// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ctgate: judges every packet at the NIC, before conntrack allocates anything.
 *
 *   wire -> what is it, and is it malformed? -> may it enter? -> count -> PASS | DROP
 *             shortcut.bpf.h, judge.bpf.h       admit.bpf.h
 */
#include "maps.bpf.h"

#include "judge.bpf.h"
#include "shortcut.bpf.h"

static __always_inline int admit_visitor(struct xdp_md* ctx, struct ctg_visitor* visitor)
{
	enum ctg_reason reason =
		visitor->family == CTG_IPV4 ? admit(ctx, visitor, CTG_IPV4) : admit(ctx, visitor, CTG_IPV6);

	if (reason && ctg_image.policy.armed)
		return XDP_DROP; /* it was counted where it was decided */
	return ctg_pass(ctx, visitor->announced);
}

SEC("xdp.frags")
int ctgate(struct xdp_md* ctx)
{
	struct ctg_visitor visitor;
	int verdict = CTG_LONG_WAY;

	if (ctg_image.machine.shortcut)
		verdict = ctg_judge_plain(ctx, &visitor);
	if (verdict == CTG_LONG_WAY) {
		__builtin_memset(&visitor, 0, sizeof(visitor));
		verdict = ctg_judge(ctx, &visitor);
	}
	return verdict == CTG_ASK ? admit_visitor(ctx, &visitor) : verdict;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
