// SPDX-License-Identifier: MIT
// How full a bucket was when the frame asked it.
#pragma once

#include "bpf/abi.h"
#include "userspace/config/limit.hpp"

#include <chrono>
#include <optional>

namespace ctgate::why
{

/// Everything but `rate` and `wait` in whole packets.
struct Level {
	ctg_limit_bucket bucket;
	std::optional<std::uint8_t> prefix_bits; ///< of a source's bucket
	std::uint64_t tokens;
	std::uint64_t burst;
	std::uint64_t reserve; ///< of the total: so many of the burst only for sources that are known
	Rate rate;
	std::chrono::duration<double> wait; ///< until there is a token, for anybody; 0 when there is one

	bool is_empty() const { return tokens <= reserve; }
};

/// Of a step CTG_STEP_BUCKET, for the limit in this slot and a packet of this family.
Level level_of(const ctg_step& step, std::uint32_t slot, ctg_family family, const ctg_image& image);

} // namespace ctgate::why
