// SPDX-License-Identifier: MIT
#include "loader/pins/put_back.hpp"

namespace ctgate
{
namespace
{

constexpr std::string_view kState[] = {"counters", "avoided", "total_buckets", "sketch", "learning"};

Result<void> put_back(const PinDirectory& pins, std::string_view name, const Program& running)
{
	if (pins.holds(name))
		return {};
	const auto map = running.map(name);
	if (!map && map.error().code() == EPROTO) // the program is of a version that had no such map
		return {};
	return map ? pins.pin(map->get(), name) : error_of(map);
}

} // namespace

Result<void> put_back(const MapPins& pins, const Program& running)
{
	for (const auto name : kState)
		if (auto done = put_back(pins.state, name, running); !done)
			return done;
	for (const auto set : {CTG_SET_ALLOW, CTG_SET_DENY})
		for (const auto family : {CTG_IPV4, CTG_IPV6})
			if (auto done = put_back(pins.sets, set_name(set, family), running); !done)
				return done;
	return {};
}

} // namespace ctgate
