// SPDX-License-Identifier: MIT
#include "userspace/conntrack/table.hpp"

#include "userspace/conntrack/attributes.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

namespace ctgate::conntrack
{
namespace
{

constexpr const char* kAskingForFill = "ask conntrack for its number of entries";
constexpr const char* kAskingForCounters = "ask conntrack for its counters";
constexpr const char* kReadingTable = "read the conntrack table";
constexpr const char* kReadingExpectations = "read conntrack's expectations";

std::uint32_t number_of(const nlattr* attribute)
{
	return ntohl(value_of<std::uint32_t>(attribute));
}

void add_counter(const nlattr* attribute, Counters& sum)
{
	switch (type_of(attribute)) {
	case CTA_STATS_FOUND:
		sum.found += number_of(attribute);
		break;
	case CTA_STATS_INVALID:
		sum.invalid += number_of(attribute);
		break;
	case CTA_STATS_INSERT_FAILED:
		sum.insert_failed += number_of(attribute);
		break;
	case CTA_STATS_DROP:
		sum.drop += number_of(attribute);
		break;
	case CTA_STATS_EARLY_DROP:
		sum.early_drop += number_of(attribute);
		break;
	case CTA_STATS_ERROR:
		sum.error += number_of(attribute);
		break;
	case CTA_STATS_SEARCH_RESTART:
		sum.search_restart += number_of(attribute);
		break;
	case CTA_STATS_CLASH_RESOLVE:
		sum.clash_resolve += number_of(attribute);
		break;
	case CTA_STATS_CHAIN_TOOLONG:
		sum.chain_too_long += number_of(attribute);
		break;
	default:
		break;
	}
}

} // namespace

Result<Table> Table::open()
{
	auto netlink = Netlink::open();
	if (!netlink)
		return error_of(netlink);
	return Table{std::move(*netlink)};
}

Result<Fill> Table::fill()
{
	Fill fill;
	Request request{NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET_STATS, 0};
	const auto asked = netlink_.ask(request, kAskingForFill, [&](const nlmsghdr* message) {
		for_each_attribute(message, sizeof(nfgenmsg), [&](const nlattr* attribute) {
			if (type_of(attribute) == CTA_STATS_GLOBAL_ENTRIES)
				fill.entries = number_of(attribute);
			if (type_of(attribute) == CTA_STATS_GLOBAL_MAX_ENTRIES)
				fill.max = number_of(attribute);
		});
		return Visit::kEnough; // the answer is one message, and nothing says that it ends
	});
	if (!asked)
		return error_of(asked);
	return fill;
}

Result<Counters> Table::counters()
{
	Counters sum;
	Request request{NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET_STATS_CPU, NLM_F_DUMP};
	const auto asked = netlink_.ask(request, kAskingForCounters, [&](const nlmsghdr* message) {
		for_each_attribute(message, sizeof(nfgenmsg),
				   [&](const nlattr* attribute) { add_counter(attribute, sum); });
		return Visit::kNext;
	});
	if (!asked)
		return error_of(asked);
	return sum;
}

Result<void> Table::for_each(const std::function<Visit(const Entry&)>& visit)
{
	Request request{NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET, NLM_F_DUMP};
	return netlink_.ask(request, kReadingTable, [&](const nlmsghdr* message) {
		const auto entry = read_entry(message);
		return entry ? visit(*entry) : Visit::kNext;
	});
}

Result<std::uint64_t> Table::expectations()
{
	std::uint64_t number = 0;
	Request request{NFNL_SUBSYS_CTNETLINK_EXP, IPCTNL_MSG_EXP_GET, NLM_F_DUMP};
	const auto asked = netlink_.ask(request, kReadingExpectations, [&](const nlmsghdr*) {
		++number;
		return Visit::kNext;
	});
	if (!asked)
		return error_of(asked);
	return number;
}

} // namespace ctgate::conntrack
