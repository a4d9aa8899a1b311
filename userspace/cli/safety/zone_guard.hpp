// SPDX-License-Identifier: MIT
// Conntrack's zones are tables that the filter does not see: what drops packets of unknown flows would drop theirs.
#pragma once

#include "userspace/config/config.hpp"

#include <string_view>

namespace ctgate::cli
{

constexpr bool asks_for_unknown(ctg_reason reason)
{
	return reason == CTG_DNS_REPLY_UNSOLICITED || reason == CTG_TCP_OUT_OF_STATE;
}

/// EBUSY when conntrack has an entry in a zone; `unless` ends the sentence with what to say all the same.
Result<void> require_no_zones(std::string_view unless);

} // namespace ctgate::cli
