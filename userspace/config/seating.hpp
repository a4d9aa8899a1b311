// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/config/config.hpp"

namespace ctgate
{

/// The same configuration for a filter that stands: counters and buckets belong to slots, so each limit takes the slot
/// that it has there, or had. ENOSPC as Config::add_limit().
Result<Config> seated_as_in(const Config& wanted, const Config& standing);

} // namespace ctgate
