// SPDX-License-Identifier: MIT
// Hashes for sketches that strangers fill: keyed anew in every process, so that nobody can aim at one cell.
#pragma once

#include "userspace/conntrack/address.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <random>

namespace ctgate::conntrack
{

/// Folds the 128-bit product of two words, as wyhash and its like do.
inline std::uint64_t mixed(std::uint64_t left, std::uint64_t right)
{
	__extension__ using Wide = unsigned __int128;
	const Wide product = static_cast<Wide>(left ^ 0xa0761d6478bd642fULL) * (right ^ 0xe7037ed1a0b428dbULL);
	return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_key()
{
	static const std::uint64_t key = std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
	return key;
}

inline std::uint64_t hash_of(const Address& address)
{
	std::array<std::uint64_t, 2> words{};
	std::memcpy(words.data(), address.bytes.data(), address.bytes.size());
	return mixed(mixed(words[0] ^ hash_key(), words[1]), hash_key() + address.family);
}

} // namespace ctgate::conntrack
