// SPDX-License-Identifier: MIT
#include "userspace/config/logins.hpp"

#include <algorithm>

namespace ctgate
{
namespace
{

bool names(const Limit& limit, std::uint16_t port)
{
	return limit.side == CTG_DESTINATION && std::ranges::find(limit.ports, port) != limit.ports.end();
}

bool drops(const Config& config, const Limit& limit)
{
	return std::ranges::any_of(std::array{CTG_EACH_SOURCE, CTG_EACH_DESTINATION, CTG_TOTAL}, [&](auto bucket) {
		return config.action(config.reason(limit.name, bucket)) == CTG_DROP;
	});
}

} // namespace

std::optional<std::string> limit_of_logins(const Config& config, std::uint16_t port)
{
	std::vector<Limit> limits = config.limits();
	std::erase_if(limits, [](const Limit& limit) { return limit.protocol != CTG_LIMIT_TCP_SYN; });
	auto holds = std::ranges::find_if(limits, [&](const Limit& limit) { return names(limit, port); });
	if (holds == limits.end())
		holds = std::ranges::find_if(limits, &std::vector<std::uint16_t>::empty, &Limit::ports);
	if (config.arming() == Arming::kDisarmed || holds == limits.end() || !drops(config, *holds))
		return std::nullopt;
	return holds->name;
}

} // namespace ctgate
