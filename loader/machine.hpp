// SPDX-License-Identifier: MIT
// policy -> machine: what the program reads instead of computing it for every packet.
#pragma once

#include "bpf/abi.h"

#include <array>
#include <chrono>

namespace ctgate
{

/// The hash secrets of every limit and row.
using HashKeys = std::array<std::array<ctg_hash_key, CTG_SKETCH_ROWS>, CTG_LIMIT_COUNT>;

/// Bucket time of a rate; `packets` and `period_s` must not be 0.
ctg_pace pace_of(const ctg_rate& rate);

/// Everything that follows from the policy on a kernel with this tick. Pure.
ctg_machine machine_for(const ctg_policy& policy, std::chrono::nanoseconds tick, const HashKeys& keys);

/// This kernel's tick, 1/CONFIG_HZ.
std::chrono::nanoseconds kernel_tick();

/// Fresh secrets from the kernel's random pool.
HashKeys draw_keys();
/// The secrets of a program already in force, so that its sources keep their buckets.
HashKeys keys_of(const ctg_machine& machine);

} // namespace ctgate
