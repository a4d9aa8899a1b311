// SPDX-License-Identifier: MIT
#include "loader/inventory.hpp"

#include "loader/pins/map_pins.hpp"

#include <net/if.h>

#include <memory>

namespace ctgate
{

Result<std::vector<Interface>> all_interfaces()
{
	const std::unique_ptr<struct if_nameindex, decltype(&::if_freenameindex)> list{::if_nameindex(),
										       &::if_freenameindex};
	if (!list)
		return fail_errno(errno, "list the interfaces");
	std::vector<Interface> interfaces;
	for (const struct if_nameindex* entry = list.get(); entry->if_index; ++entry)
		interfaces.push_back({entry->if_name, entry->if_index});
	return interfaces;
}

Result<std::uint32_t> sketch_lines_of(const std::string& filter)
{
	const auto state = PinDirectory::open(filter);
	if (!state)
		return error_of(state);
	return MapPins{.state = *state, .sets = *state}.lines();
}

} // namespace ctgate
