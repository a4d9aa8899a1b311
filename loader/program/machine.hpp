// SPDX-License-Identifier: MIT
// policy -> machine: what the program reads instead of computing it for every packet.
#pragma once

#include "bpf/abi.h"

#include <array>
#include <chrono>
#include <memory>

namespace ctgate
{

/// The hash secrets of a filter, and when they were drawn.
struct HashKeys {
	std::array<ctg_hash_key, CTG_HASH_ROLES> key;
	std::chrono::sys_seconds drawn_at;
};

/// What the machine depends on besides the policy.
struct MachineFacts {
	std::chrono::nanoseconds tick; ///< of this kernel, 1/CONFIG_HZ
	HashKeys keys;
	std::uint32_t sketch_lines = CTG_SKETCH_LINES;
	std::uint8_t allow = 0; ///< 1 << ctg_family where the allow set is not empty
	std::uint8_t deny = 0;  ///< likewise
};

/// Bucket time of a rate; `packets` and `period_s` must not be 0. `times` multiplies rate and burst.
ctg_pace pace_of(const ctg_rate& rate, std::uint32_t times = 1);

/// Everything that follows from the policy. Pure.
ctg_machine machine_for(const ctg_policy& policy, const MachineFacts& facts);

/// Which limit a port belongs to; of two that name the same port the one in the lower slot. Pure.
std::unique_ptr<ctg_ports> ports_for(const ctg_policy& policy);

/// This kernel's tick.
std::chrono::nanoseconds kernel_tick();

/// Fresh secrets from the kernel's random pool.
HashKeys draw_keys();
/// The secrets of a program already in force, so that its sources keep their buckets; fresh ones once those
/// are a day old.
HashKeys keys_of(const ctg_machine& machine);

} // namespace ctgate
