// SPDX-License-Identifier: MIT
// What the table costs.
#pragma once

#include <cstdint>

namespace ctgate::sysctl
{

/// nf_conn in its slab (256 B) and its extensions (128 B: NAT, accounting, events, timestamps; any of them).
inline constexpr std::int64_t kEntryBytes = 384;
/// A pointer.
inline constexpr std::int64_t kBucketBytes = 8;

/// What nf_conntrack_max means when it is zero.
inline constexpr std::int64_t kUnlimited = 0;

/// Hundredths of the memory that a full table may take: without a word, and at all.
inline constexpr std::int64_t kMemoryShareUsual = 5;
inline constexpr std::int64_t kMemoryShareMost = 25;

/// What a table of so many entries and as many buckets takes.
constexpr std::int64_t table_bytes(std::int64_t entries)
{
	return entries * (kEntryBytes + kBucketBytes);
}

/// As many entries, with their buckets, as so many hundredths of the memory hold.
constexpr std::int64_t entries_in(std::int64_t ram_bytes, std::int64_t percent)
{
	return ram_bytes / 100 * percent / table_bytes(1);
}

constexpr std::int64_t mib(std::int64_t bytes)
{
	return (bytes + (1 << 19)) >> 20;
}

} // namespace ctgate::sysctl
