// SPDX-License-Identifier: MIT
#include "loader/program/machine.hpp"
#include "tests/host/native.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace ctgate
{
namespace
{

struct Address {
	__u32 word[4];
	ctg_family family = CTG_IPV6;
};

constexpr __u32 kWhole[4] = {~0u, ~0u, ~0u, ~0u};

ctg_hash_key key_of(std::mt19937_64& random)
{
	return {random(), random(), random(), random(), random()};
}

__u32 hash(const ctg_hash_key& key, const Address& address, const __u32 (&mask)[4] = kWhole)
{
	return ::native_hash(&key, address.word, mask, address.family);
}

std::uint64_t line(const ctg_hash_key& key, const Address& address, std::uint32_t lines)
{
	return static_cast<std::uint64_t>(hash(key, address)) * lines >> 32;
}

/// IPv4 addresses one after another, as a network has them.
Address ipv4(std::uint32_t number)
{
	return {{0, 0, 0, __builtin_bswap32(0x0a000000 + number)}, CTG_IPV4};
}

/// The upper half of a sum of products, modulo 2^64.
TEST(Hash, IsThatOfTheTextbook)
{
	const ctg_hash_key key{1, 2, 3, 4, 5};
	const __u32 words[4] = {0x10000000, 0x20000000, 0x30000000, 0x40000000};
	const Address six{{words[0], words[1], words[2], words[3]}}, four{{0, 0, 0, words[3]}, CTG_IPV4};
	EXPECT_EQ(hash(key, six), 0x0e000001u) << "0x10000001 * 0x20000002 + 0x30000003 * 0x40000004 + 5";
	EXPECT_EQ(hash(key, four), 0x1u) << "4 * 0x40000000 + 5";
}

TEST(Hash, DependsOnEveryBitOfTheAddress)
{
	std::mt19937_64 random{1};
	const ctg_hash_key key = key_of(random);
	for (const Address& address : {Address{{1, 2, 3, 4}}, ipv4(1)})
		for (unsigned bit = address.family == CTG_IPV4 ? 96 : 0; bit < 128; ++bit) {
			Address other = address;
			other.word[bit / 32] ^= 1u << bit % 32;
			EXPECT_NE(hash(key, other), hash(key, address)) << bit;
		}
}

TEST(Hash, IsOfTheBitsThatTheMaskLeaves)
{
	std::mt19937_64 random{1};
	const ctg_hash_key key = key_of(random);
	const __u32 mask[4] = {~0u, 0xffff0000, 0, 0x0000ffff};
	const Address address{{0x11111111, 0x22222222, 0x33333333, 0x44444444}};
	const Address same{{0x11111111, 0x22229999, 0x77777777, 0x88884444}},
		other{{0x11111111, 0x22232222, 0, 0x4444}};
	EXPECT_EQ(hash(key, same, mask), hash(key, address, mask));
	EXPECT_NE(hash(key, other, mask), hash(key, address, mask));
	const Address four = {{0, 0, 0, 0x44444444}, CTG_IPV4}, neighbour = {{0, 0, 0, 0x55554444}, CTG_IPV4};
	EXPECT_EQ(hash(key, four, mask), hash(key, neighbour, mask));
	EXPECT_NE(hash(key, four), hash(key, neighbour));
}

TEST(Hash, PutsTwoAddressesInOneLineAsSeldomAsChanceHasItWhateverTheyAre)
{
	// Strongly universal: over the keys, any two addresses collide once in so many lines as there are.
	constexpr std::uint32_t kLines = 64;
	constexpr int kKeys = 100'000;
	for (const auto& [a, b] : {std::pair{ipv4(0), ipv4(1)},
				   {ipv4(0), ipv4(1u << 16)},
				   {Address{{0x20010db8, 0, 0, 1}}, Address{{0x20010db8, 0, 0, 2}}},
				   {Address{{0x20010db8, 0, 0, 1}}, Address{{0x20010db9, 0, 0, 1}}}}) {
		std::mt19937_64 random{2};
		int collisions = 0;
		for (int i = 0; i < kKeys; ++i) {
			const ctg_hash_key key = key_of(random);
			collisions += line(key, a, kLines) == line(key, b, kLines);
		}
		const double expected = 1.0 * kKeys / kLines;
		EXPECT_NEAR(collisions, expected, 5 * std::sqrt(expected));
	}
}

TEST(Hash, SpreadsANetworkEvenly)
{
	constexpr std::uint32_t kLines = 256, kSources = 65536;
	std::mt19937_64 random{3};
	const ctg_hash_key key = key_of(random);
	std::vector<int> load(kLines);
	for (std::uint32_t i = 0; i < kSources; ++i)
		++load[line(key, ipv4(i), kLines)];
	for (const int sources : load)
		EXPECT_NEAR(sources, kSources / kLines, kSources / kLines / 2);
}

} // namespace
} // namespace ctgate
