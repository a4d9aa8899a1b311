// SPDX-License-Identifier: MIT
// A token bucket as textbooks have it, in whole numbers without rounding: the oracle of the filter's.
#pragma once

#include "bpf/abi.h"

#include <algorithm>
#include <cstdint>

namespace ctgate
{

/// Gains `packets` tokens every `period` units of time, holds `burst`. One token is counted as `period` parts,
/// so that a unit of time adds a whole number of them.
class RationalBucket
{
public:
	RationalBucket(std::uint64_t packets, std::uint64_t period, std::uint64_t burst)
	    : packets_{packets}, period_{period}, full_{static_cast<Parts>(burst) * period}, parts_{full_}
	{
	}

	bool take(std::uint64_t now)
	{
		parts_ = std::min(full_, parts_ + static_cast<Parts>(now - at_) * packets_);
		at_ = now;
		if (parts_ < period_)
			return false;
		parts_ -= period_;
		return true;
	}

private:
	__extension__ using Parts = unsigned __int128;

	Parts packets_, period_, full_, parts_;
	std::uint64_t at_ = 0;
};

} // namespace ctgate
