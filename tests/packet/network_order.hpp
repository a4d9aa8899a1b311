// SPDX-License-Identifier: MIT
// Numbers and addresses as they lie on the wire.
#pragma once

#include "tests/packet/frame.hpp"

#include <arpa/inet.h>

#include <stdexcept>

namespace ctgate::packet
{

inline void put16(Bytes& bytes, std::size_t value)
{
	bytes.push_back(static_cast<std::uint8_t>(value >> 8));
	bytes.push_back(static_cast<std::uint8_t>(value));
}

inline void put32(Bytes& bytes, std::uint32_t value)
{
	put16(bytes, value >> 16);
	put16(bytes, value & 0xffff);
}

inline void set16(Bytes& bytes, std::size_t at, std::uint16_t value)
{
	bytes[at] = static_cast<std::uint8_t>(value >> 8);
	bytes[at + 1] = static_cast<std::uint8_t>(value);
}

inline void append(Bytes& bytes, const Bytes& more)
{
	bytes.insert(bytes.end(), more.begin(), more.end());
}

inline Bytes address(int family, const std::string& text)
{
	Bytes bytes(family == AF_INET ? 4 : 16);
	if (::inet_pton(family, text.c_str(), bytes.data()) != 1)
		throw std::invalid_argument("not an address: " + text);
	return bytes;
}

/// RFC 1071, over bytes that may be of odd number.
inline std::uint16_t checksum(const Bytes& bytes)
{
	std::uint32_t sum = 0;
	for (std::size_t i = 0; i < bytes.size(); ++i)
		sum += i % 2 == 0 ? static_cast<std::uint32_t>(bytes[i] << 8) : bytes[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return static_cast<std::uint16_t>(~sum);
}

} // namespace ctgate::packet
