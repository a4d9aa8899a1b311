// SPDX-License-Identifier: MIT
#include "userspace/advise/chains.hpp"

#include "userspace/conntrack/attributes.hpp"
#include "userspace/conntrack/netlink.hpp"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace ctgate::advise
{
namespace
{

using conntrack::for_each_attribute;

/// A chain as the kernel tells it; a base chain has a hook.
struct Found {
	std::string table, name, type;
	std::optional<std::uint32_t> hook;
	std::int32_t priority = 0;
};

void read_hook(const nlattr* nest, Found& found)
{
	for_each_attribute(nest, [&](const nlattr* attribute) {
		const auto value = [&] { return ntohl(::mnl_attr_get_u32(attribute)); };
		if (::mnl_attr_get_type(attribute) == NFTA_HOOK_HOOKNUM)
			found.hook = value();
		if (::mnl_attr_get_type(attribute) == NFTA_HOOK_PRIORITY)
			found.priority = static_cast<std::int32_t>(value());
	});
}

Found read_chain(const nlmsghdr* message)
{
	Found found;
	for_each_attribute(message, sizeof(nfgenmsg), [&](const nlattr* attribute) {
		switch (::mnl_attr_get_type(attribute)) {
		case NFTA_CHAIN_TABLE:
			found.table = ::mnl_attr_get_str(attribute);
			break;
		case NFTA_CHAIN_NAME:
			found.name = ::mnl_attr_get_str(attribute);
			break;
		case NFTA_CHAIN_TYPE:
			found.type = ::mnl_attr_get_str(attribute);
			break;
		case NFTA_CHAIN_HOOK:
			read_hook(attribute, found);
			break;
		default:
			break;
		}
	});
	return found;
}

std::optional<Hook> hook_of(const Found& found)
{
	if (!found.hook || found.type != "filter" || found.priority <= NF_IP_PRI_CONNTRACK)
		return std::nullopt;
	switch (*found.hook) {
	case NF_INET_LOCAL_IN:
		return Hook::kInput;
	case NF_INET_FORWARD:
		return Hook::kForward;
	case NF_INET_LOCAL_OUT:
		return Hook::kOutput;
	default:
		return std::nullopt;
	}
}

std::uint8_t family_of(const nlmsghdr* message)
{
	return static_cast<const nfgenmsg*>(::mnl_nlmsg_get_payload(message))->nfgen_family;
}

bool is_of_ip(std::uint8_t family)
{
	return family == NFPROTO_INET || family == NFPROTO_IPV4 || family == NFPROTO_IPV6;
}

} // namespace

bool Chain::is_of_iptables() const
{
	constexpr std::array<std::string_view, 4> kTables{"filter", "mangle", "raw", "security"};
	constexpr std::array<std::string_view, 3> kChains{"INPUT", "FORWARD", "OUTPUT"};
	return family != NFPROTO_INET && std::ranges::find(kTables, table) != kTables.end() &&
	       std::ranges::find(kChains, name) != kChains.end();
}

Result<std::vector<Chain>> filtering_chains()
{
	auto netlink = conntrack::Netlink::open();
	if (!netlink)
		return error_of(netlink);
	std::vector<Chain> chains;
	conntrack::Request request{NFNL_SUBSYS_NFTABLES, NFT_MSG_GETCHAIN, NLM_F_DUMP};
	const auto asked = netlink->ask(request, "read the chains of nf_tables", [&](const nlmsghdr* message) {
		const Found found = read_chain(message);
		const auto hook = hook_of(found);
		if (hook && is_of_ip(family_of(message)))
			chains.push_back({family_of(message), found.table, found.name, *hook});
		return conntrack::Visit::kNext;
	});
	// A kernel without nf_tables does not know the question.
	if (!asked && asked.error().code() != EINVAL && asked.error().code() != EOPNOTSUPP)
		return error_of(asked);
	return chains;
}

} // namespace ctgate::advise
