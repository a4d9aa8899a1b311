// SPDX-License-Identifier: MIT
#include "userspace/selftest/matching.hpp"

#include <algorithm>

namespace ctgate::selftest
{
namespace
{

bool names(const ctg_limit& limit, ctg_limit_protocol protocol, ctg_side side, std::uint16_t port)
{
	const auto* end = limit.port + limit.ports;
	return limit.protocol == protocol && limit.side == side && std::find(limit.port, end, port) != end;
}

/// The first limit that names this port, on or off.
std::optional<std::uint32_t> claimed(const Config& config, ctg_limit_protocol protocol, ctg_side side,
				     std::uint16_t port)
{
	for (std::uint32_t slot = 0; slot < CTG_LIMITS_MAX; ++slot)
		if (names(config.policy().limit[slot], protocol, side, port))
			return slot;
	return std::nullopt;
}

} // namespace

bool is_on(const Config& config, std::uint32_t slot)
{
	for (const auto bucket : {CTG_EACH_SOURCE, CTG_EACH_DESTINATION, CTG_TOTAL})
		if (config.action(static_cast<ctg_reason>(ctg_limit_reason(slot, bucket))) != CTG_OFF)
			return config.policy().limit[slot].protocol != CTG_LIMIT_UNUSED;
	return false;
}

std::optional<std::uint32_t> limit_of(const Config& config, ctg_limit_protocol protocol, const Ports& ports)
{
	auto slot = claimed(config, protocol, CTG_DESTINATION, ports.destination);
	if (!slot)
		slot = claimed(config, protocol, CTG_SOURCE, ports.source);
	if (slot)
		return is_on(config, *slot) ? slot : std::nullopt;
	for (std::uint32_t any = 0; any < CTG_LIMITS_MAX; ++any) {
		const ctg_limit& limit = config.policy().limit[any];
		if (limit.protocol == protocol && limit.ports == 0 && is_on(config, any))
			return any;
	}
	return std::nullopt;
}

bool looks_like_a_reply(const Config& config, const Ports& ports)
{
	return ports.source != ports.destination && claimed(config, CTG_LIMIT_UDP, CTG_SOURCE, ports.source) &&
	       !claimed(config, CTG_LIMIT_UDP, CTG_DESTINATION, ports.destination);
}

} // namespace ctgate::selftest
