// SPDX-License-Identifier: MIT
#include "userspace/conntrack/status_filter.hpp"

#include "userspace/conntrack/put.hpp"
#include "userspace/conntrack/table.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <sched.h>

#include <algorithm>
#include <thread>

namespace ctgate::conntrack
{
namespace
{

constexpr const char* kErasing = "delete the unassured entries of conntrack";
constexpr const char* kTrying = "try the deletion of unassured entries in a network namespace of its own";
constexpr std::uint32_t kLifetime_s = 600;
constexpr std::uint32_t kStatuses[]{IPS_SEEN_REPLY, IPS_SEEN_REPLY | IPS_ASSURED}; // the second must stay

Result<void> carry_out(Batch& batch, std::string_view doing)
{
	auto netlink = Netlink::open();
	if (!netlink)
		return error_of(netlink);
	const auto refused = netlink->carry_out(batch, doing);
	if (!refused)
		return error_of(refused);
	return refused->empty() ? Result<void>{} : fail_errno(refused->front(), doing);
}

Result<void> request_erasure(std::string_view doing)
{
	Batch batch;
	nlmsghdr* message = batch.begin(IPCTNL_MSG_CT_DELETE, 0, AF_UNSPEC);
	::mnl_attr_put_u32(message, CTA_STATUS, 0);
	::mnl_attr_put_u32(message, CTA_STATUS_MASK, htonl(IPS_ASSURED));
	return carry_out(batch, doing);
}

/// Two flows of UDP between addresses for documentation (RFC 5737).
Result<void> insert_pair()
{
	Batch batch;
	for (const std::uint32_t status : kStatuses) {
		const Tuple flow{.source = {.bytes = {192, 0, 2, 1}},
				 .destination = {.bytes = {192, 0, 2, 2}},
				 .source_port = static_cast<std::uint16_t>(status),
				 .destination_port = 9};
		nlmsghdr* message = batch.begin(IPCTNL_MSG_CT_NEW, NLM_F_CREATE | NLM_F_EXCL, AF_INET);
		put_flow(message, flow, IPPROTO_UDP);
		::mnl_attr_put_u32(message, CTA_STATUS, htonl(status | IPS_CONFIRMED));
		::mnl_attr_put_u32(message, CTA_TIMEOUT, htonl(kLifetime_s));
	}
	return carry_out(batch, kTrying);
}

struct Left {
	int assured = 0, unassured = 0;

	bool operator==(const Left&) const = default;
};

Result<Left> left_in_table()
{
	Left left;
	auto table = Table::open();
	if (!table)
		return error_of(table);
	const auto read = table->for_each([&](const Entry& entry) {
		++(entry.assured() ? left.assured : left.unassured);
		return Visit::kNext;
	});
	return read ? Result<Left>{left} : error_of(read);
}

/// In a thread that ends with its namespace.
Result<void> try_in_own_namespace()
{
	if (::unshare(CLONE_NEWNET) != 0)
		return fail_errno(errno, kTrying);
	if (const auto inserted = insert_pair(); !inserted)
		return inserted;
	const auto before = left_in_table();
	if (!before)
		return error_of(before);
	if (const auto erased = request_erasure(kTrying); !erased)
		return erased;
	const auto after = left_in_table();
	if (!after)
		return error_of(after);
	if (*before != Left{.assured = 1, .unassured = 1} || *after != Left{.assured = 1, .unassured = 0})
		return fail(EOPNOTSUPP, "this kernel does not filter what it deletes (Linux 5.15 and later do)");
	return {};
}

} // namespace

Result<StatusFilter> StatusFilter::proven()
{
	Result<void> tried;
	std::thread{[&] { tried = try_in_own_namespace(); }}.join();
	if (!tried)
		return error_of(tried);
	return StatusFilter{};
}

Result<void> StatusFilter::erase_unassured() const
{
	return request_erasure(kErasing);
}

} // namespace ctgate::conntrack
