// SPDX-License-Identifier: MIT
// What a configuration says of a packet's ports, worked out from docs/limits.md, not from what the loader made of it.
#pragma once

#include "userspace/config/config.hpp"

#include <cstdint>
#include <optional>

namespace ctgate::selftest
{

struct Ports {
	std::uint16_t source = 0;
	std::uint16_t destination = 0;
};

/// The slot of the limit that must be asked about such a packet; nothing where none of its buckets asks.
std::optional<std::uint32_t> limit_of(const Config& config, ctg_limit_protocol protocol, const Ports& ports);

/// Does dns_reply_unsolicited look at such a datagram?
bool looks_like_a_reply(const Config& config, const Ports& ports);

/// Does any bucket of the limit in this slot ask?
bool is_on(const Config& config, std::uint32_t slot);

} // namespace ctgate::selftest
