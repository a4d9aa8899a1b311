// SPDX-License-Identifier: MIT
#include "userspace/conntrack/eraser.hpp"

#include <linux/netfilter/nfnetlink_conntrack.h>

namespace ctgate::conntrack
{
namespace
{

constexpr const char* kErasing = "delete entries of conntrack";

void put(nlmsghdr* message, const nlattr* attribute)
{
	::mnl_attr_put(message, ::mnl_attr_get_type(attribute), ::mnl_attr_get_payload_len(attribute),
		       ::mnl_attr_get_payload(attribute));
}

} // namespace

Result<Eraser> Eraser::open()
{
	auto netlink = Netlink::open();
	if (!netlink)
		return error_of(netlink);
	return Eraser{std::move(*netlink)};
}

Result<void> Eraser::erase(const Entry& entry)
{
	// Without a tuple the same request means "delete all".
	if (!entry.original_attribute)
		return fail(EBADMSG, "{}: one of them has no tuple", kErasing);
	nlmsghdr* message = batch_.begin(IPCTNL_MSG_CT_DELETE, 0, entry.original.source.family);
	put(message, entry.original_attribute);
	if (entry.zone_attribute)
		put(message, entry.zone_attribute);
	::mnl_attr_put_u32(message, CTA_ID, entry.id);
	return batch_.full() ? finish() : Result<void>{};
}

Result<void> Eraser::finish()
{
	const std::uint64_t asked = batch_.requests();
	const auto refused = netlink_.carry_out(batch_, kErasing);
	if (!refused)
		return error_of(refused);
	for (const int error : *refused)
		if (error != ENOENT)
			return fail_errno(error, kErasing);
	freed_ += asked - refused->size();
	gone_ += refused->size();
	return {};
}

} // namespace ctgate::conntrack
