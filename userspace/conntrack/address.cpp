// SPDX-License-Identifier: MIT
#include "userspace/conntrack/address.hpp"

#include <arpa/inet.h>

namespace ctgate::conntrack
{

std::string to_string(const Address& address)
{
	std::array<char, INET6_ADDRSTRLEN> text{};
	return ::inet_ntop(address.family, address.bytes.data(), text.data(), text.size());
}

Prefix prefix_of(const Address& address)
{
	Prefix prefix{.family = address.family == AF_INET ? CTG_IPV4 : CTG_IPV6, .address = address.bytes};
	prefix.bits = prefix.bits_max();
	return prefix;
}

} // namespace ctgate::conntrack
