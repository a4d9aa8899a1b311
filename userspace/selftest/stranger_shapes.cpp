// SPDX-License-Identifier: MIT
#include "userspace/selftest/shape.hpp"

#include <utility>

namespace ctgate::selftest
{

std::vector<NetworkShape> stranger_shapes()
{
	std::vector<NetworkShape> shapes;
	for (const auto& [type, name] : {std::pair<std::uint16_t, const char*>{0x0806, "ARP"},
					 {0x88cc, "LLDP"},
					 {0x8809, "LACP"},
					 {0x888e, "EAPOL"},
					 {0x8863, "PPPoE discovery"},
					 {0x0026, "802.3 (STP)"}})
		shapes.push_back({{.name = name, .sight = Sight::kNothing},
				  [=](const Addresses&, const Layer&) { return unread(type, 46); }});
	return shapes;
}

} // namespace ctgate::selftest
