// SPDX-License-Identifier: MIT
// What ctgate does not do, though the kernel would.
#include "userspace/sysctl/draft.hpp"

#include "userspace/sysctl/memory.hpp"

namespace ctgate::sysctl
{
namespace
{

/// A chain takes 50 entries at least; with more than this many on average some chains get there.
constexpr std::int64_t kEntriesOfBucketMost = 8;

Result<void> require_room(const Draft& draft)
{
	const std::int64_t max = draft.after("max");
	const std::int64_t before = draft.before("max");
	if (max <= draft.host.entries && (max < before || before == kUnlimited))
		return fail(
			EINVAL,
			"max={} is not above the {} entries in the table: none would leave, and no new flow would come "
			"in; ctgate relieve makes room first",
			max, draft.host.entries);
	const std::int64_t most = entries_in(draft.host.ram_bytes, kMemoryShareMost);
	if (draft.host.ram_bytes > 0 && max > most)
		return fail(EINVAL, "max={} could take {} MiB, more than {} % of the memory; at most {} fit", max,
			    mib(table_bytes(max)), kMemoryShareMost, most);
	return {};
}

Result<void> require_buckets(const Draft& draft)
{
	const std::int64_t max = draft.after("max"), buckets = draft.after("buckets");
	if (max <= buckets * kEntriesOfBucketMost)
		return {};
	return fail(
		EINVAL,
		"max={} with {} buckets is {} entries in each: chains that long refuse new flows before the table is "
		"full; buckets={} goes with it",
		max, buckets, max / buckets, draft.whole_pages(max));
}

} // namespace

Result<void> require_safe(const Draft& draft)
{
	if (draft.changes("max"))
		if (auto room = require_room(draft); !room)
			return room;
	if (draft.changes("max") || draft.changes("buckets"))
		if (auto buckets = require_buckets(draft); !buckets)
			return buckets;
	const std::int64_t single = draft.after("udp_timeout"), stream = draft.after("udp_timeout_stream");
	if (draft.wish.find("udp_timeout_stream") && stream < single)
		return fail(EINVAL,
			    "udp_timeout_stream={} is below udp_timeout ({}): a conversation would be forgotten sooner "
			    "than a single datagram; give both",
			    stream, single);
	return {};
}

} // namespace ctgate::sysctl
