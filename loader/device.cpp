// SPDX-License-Identifier: MIT
#include "loader/device.hpp"

#include "loader/base/unique_fd.hpp"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace ctgate
{
namespace
{

ifreq request_for(const std::string& interface)
{
	ifreq request{};
	interface.copy(request.ifr_name, sizeof(request.ifr_name) - 1);
	return request;
}

} // namespace

Result<Device> Device::ask(const std::string& interface)
{
	const UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	if (!socket)
		return fail_errno(errno, "open a socket");
	Device device;
	ifreq request = request_for(interface);
	if (::ioctl(socket.get(), SIOCGIFMTU, &request) != 0)
		return fail_errno(errno, fmt::format("ask {} for its MTU", interface));
	device.mtu = static_cast<unsigned>(request.ifr_mtu);

	ethtool_value flags{.cmd = ETHTOOL_GFLAGS, .data = 0};
	request = request_for(interface);
	request.ifr_data = reinterpret_cast<char*>(&flags);
	// A device that does not speak ethtool strips nothing.
	if (::ioctl(socket.get(), SIOCETHTOOL, &request) == 0)
		device.strips_vlan_tags = (flags.data & ETH_FLAG_RXVLAN) != 0;
	return device;
}

} // namespace ctgate
