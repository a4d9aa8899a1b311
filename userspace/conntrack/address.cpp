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

} // namespace ctgate::conntrack
