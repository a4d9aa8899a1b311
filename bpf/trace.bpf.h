/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Writes the way of a packet down, in a program that was loaded to do so; in any other there is nothing of it. */
#pragma once

#include "maps.bpf.h"
#include "parse/cursor.h"

static __always_inline bool ctg_tracing(void)
{
	return ctg_image.machine.tracing;
}

static __always_inline void ctg_note(enum ctg_step_kind kind, __u16 x, __u32 y, __u64 a, __u64 b)
{
	struct ctg_trace* way;
	__u32 key = 0;

	if (!ctg_tracing())
		return;
	way = bpf_map_lookup_elem(&trace, &key);
	if (!way || way->steps >= CTG_STEPS_MAX)
		return;
	way->step[way->steps % CTG_STEPS_MAX] = (struct ctg_step){.kind = kind, .x = x, .y = y, .a = a, .b = b};
	way->steps++;
}
