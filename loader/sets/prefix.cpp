// SPDX-License-Identifier: MIT
#include "loader/sets/prefix.hpp"

#include <arpa/inet.h>

#include <fmt/format.h>

namespace ctgate
{

Prefix Prefix::shortened(std::uint8_t to) const
{
	constexpr unsigned kByte = 8;
	Prefix shorter = *this;
	shorter.bits = to;
	for (unsigned bit = to; bit < address.size() * kByte; ++bit)
		shorter.address[bit / kByte] &= static_cast<std::uint8_t>(~(0x80u >> bit % kByte));
	return shorter;
}

bool Prefix::contains(const Prefix& other) const
{
	return family == other.family && bits <= other.bits && other.shortened(bits).address == address;
}

std::string to_string(const Prefix& prefix)
{
	std::array<char, INET6_ADDRSTRLEN> text{};
	::inet_ntop(prefix.family == CTG_IPV4 ? AF_INET : AF_INET6, prefix.address.data(), text.data(), text.size());
	return prefix.bits == prefix.bits_max() ? text.data() : fmt::format("{}/{}", text.data(), prefix.bits);
}

} // namespace ctgate
