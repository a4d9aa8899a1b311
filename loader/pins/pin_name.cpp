// SPDX-License-Identifier: MIT
#include "loader/pins/pin_name.hpp"

#include <fmt/format.h>

namespace ctgate
{

std::string pin_name(std::string_view interface)
{
	std::string name;
	for (const char c : interface) {
		if (c == '.' || c == '%')
			name += fmt::format("%{:02x}", c);
		else
			name += c;
	}
	return name;
}

std::string interface_of(std::string_view pin_name)
{
	std::string interface;
	for (std::size_t i = 0; i < pin_name.size(); ++i) {
		if (pin_name[i] == '%' && i + 2 < pin_name.size()) {
			interface += pin_name.substr(i + 1, 2) == "2e" ? '.' : '%';
			i += 2;
		} else {
			interface += pin_name[i];
		}
	}
	return interface;
}

} // namespace ctgate
