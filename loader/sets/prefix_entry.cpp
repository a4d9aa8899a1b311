// SPDX-License-Identifier: MIT
#include "loader/sets/prefix_entry.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>

namespace ctgate
{
namespace
{

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::uint8_t kMappedBits = 96; // ::ffff:0:0/96, RFC 4291 2.5.5.2

} // namespace

ctg_prefix6 key_of(const Prefix& prefix)
{
	ctg_prefix6 key{.bits = prefix.bits, .address = {}};
	std::ranges::copy(prefix.address, key.address);
	return key;
}

Prefix prefix_of(ctg_family family, const void* key)
{
	ctg_prefix6 whole{};
	std::memcpy(&whole, key, family == CTG_IPV4 ? sizeof(ctg_prefix4) : sizeof(ctg_prefix6));
	Prefix prefix{.family = family, .address = {}, .bits = static_cast<std::uint8_t>(whole.bits)};
	std::ranges::copy(whole.address, prefix.address.begin());
	return prefix;
}

ctg_prefix6 why_key_of(const Prefix& prefix)
{
	if (prefix.family == CTG_IPV6)
		return key_of(prefix);
	ctg_prefix6 key{.bits = kMappedBits + static_cast<__u32>(prefix.bits), .address = {}};
	key.address[10] = key.address[11] = 0xff;
	std::ranges::copy_n(prefix.address.begin(), sizeof(ctg_prefix4::address), key.address + kMappedBits / 8);
	return key;
}

namespace
{

nanoseconds since_boot()
{
	struct timespec now {
	};
	::clock_gettime(CLOCK_BOOTTIME, &now);
	return seconds{now.tv_sec} + nanoseconds{now.tv_nsec};
}

} // namespace

ctg_set_entry value_of(const SetEntry& entry)
{
	ctg_set_entry value{.expires_at = 0,
			    .bits = entry.prefix.bits,
			    .added_at = static_cast<__u32>(entry.added_at.time_since_epoch().count())};
	if (entry.until) {
		const nanoseconds left = *entry.until - std::chrono::system_clock::now();
		value.expires_at = static_cast<__u64>(std::max(since_boot() + left, nanoseconds{1}).count());
	}
	return value;
}

SetEntry entry_of(const Prefix& prefix, const ctg_set_entry& value)
{
	SetEntry entry{.prefix = prefix,
		       .until = std::nullopt,
		       .added_at = std::chrono::sys_seconds{seconds{value.added_at}},
		       .why = {}};
	if (value.expires_at) {
		const nanoseconds left = nanoseconds{static_cast<std::int64_t>(value.expires_at)} - since_boot();
		entry.until = std::chrono::round<seconds>(std::chrono::system_clock::now() + left);
	}
	return entry;
}

} // namespace ctgate
