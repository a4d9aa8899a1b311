// SPDX-License-Identifier: MIT
// Limits as tests need them: so slow that no token returns while a test runs.
#pragma once

#include "userspace/config/config.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace ctgate
{

/// A bucket that holds so many packets, once.
Bucket once(std::uint32_t burst);
/// Strangers do not get the half of a total that is kept in reserve.
std::uint32_t burst_of_strangers(std::uint32_t pass);

/// A limit of this name with the prefixes of the defaults; each of its buckets holds so many packets.
Limit limit_of(const std::string& name, ctg_limit_protocol protocol, std::uint32_t burst,
	       std::vector<std::uint16_t> ports = {}, ctg_side side = CTG_DESTINATION);
/// No limits but these, in this order; what holds this bucket drops, every other reason is off.
Config only_limits(const std::vector<Limit>& limits, ctg_limit_bucket bucket);

/// Replaces a limit of the configuration by what `change` makes of it.
void change_limit(Config& config, std::string_view name, const std::function<void(Limit&)>& change);
/// Lets the bucket behind a limit's reason hold so many packets, once.
void set_burst(Config& config, ctg_reason reason, std::uint32_t burst);
/// Which bucket a limit's reason is about, and in which slot the limit is.
ctg_limit_bucket bucket_of(ctg_reason reason);
std::size_t slot_of(ctg_reason reason);
/// No prefix counts but the whole address; of IPv6 the /64, where sources have as many addresses as they like.
void count_single_sources(Limit& limit);

} // namespace ctgate
