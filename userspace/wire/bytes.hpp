// SPDX-License-Identifier: MIT
// Bytes as they lie on the wire, and the one sum that IP, TCP, UDP and ICMP are checked by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ctgate::wire
{

using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

// Big-endian, behind bytes of either spelling: std::byte or std::uint8_t.
template <class Byte>
void put8(std::vector<Byte>& bytes, std::size_t value)
{
	bytes.push_back(static_cast<Byte>(value & 0xff));
}

template <class Byte>
void put16(std::vector<Byte>& bytes, std::size_t value)
{
	put8(bytes, value >> 8);
	put8(bytes, value);
}

template <class Byte>
void put32(std::vector<Byte>& bytes, std::uint32_t value)
{
	put16(bytes, value >> 16);
	put16(bytes, value);
}

inline void append(Bytes& bytes, View more)
{
	bytes.insert(bytes.end(), more.begin(), more.end());
}

/// The two bytes from `at` on, which must be there.
inline std::uint16_t get16(View bytes, std::size_t at)
{
	return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) << 8 |
					  std::to_integer<unsigned>(bytes[at + 1]));
}

inline void set16(Bytes& bytes, std::size_t at, std::uint16_t value)
{
	bytes[at] = static_cast<std::byte>(value >> 8);
	bytes[at + 1] = static_cast<std::byte>(value & 0xff);
}

/// RFC 1071; an odd last byte counts as if a zero followed.
std::uint16_t checksum(View bytes);

} // namespace ctgate::wire
