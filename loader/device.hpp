// SPDX-License-Identifier: MIT
// What a network device does to frames before the filter sees them.
#pragma once

#include "loader/base/error.hpp"

#include <string>

namespace ctgate
{

struct Device {
	/// Of the IP datagram, in bytes.
	unsigned mtu = 0;
	/// It takes the outer VLAN tag off (ethtool -k: rx-vlan-offload): the frame arrives without it.
	bool strips_vlan_tags = false;

	/// By the name that the interface has now.
	static Result<Device> ask(const std::string& interface);
};

} // namespace ctgate
