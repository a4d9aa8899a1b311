// SPDX-License-Identifier: MIT
#include "userspace/conntrack/local_addresses.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>

namespace ctgate::conntrack
{

Result<LocalAddresses> LocalAddresses::read()
{
	ifaddrs* first = nullptr;
	if (::getifaddrs(&first) < 0)
		return fail_errno(errno, "list the addresses of this host");
	const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> list{first, ::freeifaddrs};

	LocalAddresses local;
	for (const ifaddrs* each = list.get(); each; each = each->ifa_next) {
		Address address;
		if (!each->ifa_addr)
			continue;
		if (each->ifa_addr->sa_family == AF_INET)
			std::memcpy(address.bytes.data(),
				    &reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr, sizeof(in_addr));
		else if (each->ifa_addr->sa_family == AF_INET6)
			std::memcpy(address.bytes.data(),
				    &reinterpret_cast<const sockaddr_in6*>(each->ifa_addr)->sin6_addr,
				    sizeof(in6_addr));
		else
			continue;
		address.family = static_cast<std::uint8_t>(each->ifa_addr->sa_family);
		local.addresses_.insert(address);
	}
	return local;
}

} // namespace ctgate::conntrack
