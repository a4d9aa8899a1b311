// SPDX-License-Identifier: MIT
#include "tests/e2e/entries.hpp"

#include "userspace/conntrack/netlink.hpp"
#include "userspace/conntrack/put.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>
#include <utility>

namespace ctgate::e2e
{
namespace
{

using conntrack::Address;
using conntrack::Batch;
using conntrack::Nest;
using conntrack::Tuple;

void put_tcp(nlmsghdr* message, const NewEntry& entry)
{
	const Nest info{message, CTA_PROTOINFO};
	const Nest tcp{message, CTA_PROTOINFO_TCP};
	const nf_ct_tcp_flags flags{.flags = entry.tcp_flags, .mask = 0xff};
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_STATE, entry.tcp_state);
	for (const auto type : {CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, CTA_PROTOINFO_TCP_FLAGS_REPLY})
		::mnl_attr_put(message, static_cast<std::uint16_t>(type), sizeof(flags), &flags);
	for (const auto type : {CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, CTA_PROTOINFO_TCP_WSCALE_REPLY})
		::mnl_attr_put_u8(message, static_cast<std::uint16_t>(type), entry.tcp_scale);
}

void put_translation(nlmsghdr* message, std::uint16_t type, const std::optional<Address>& to)
{
	if (!to)
		return;
	const Nest nest{message, type};
	put_address(message, CTA_NAT_V4_MINIP, CTA_NAT_V6_MINIP, *to);
	put_address(message, CTA_NAT_V4_MAXIP, CTA_NAT_V6_MAXIP, *to);
}

void add(Batch& batch, const NewEntry& entry)
{
	nlmsghdr* message = batch.begin(IPCTNL_MSG_CT_NEW, NLM_F_CREATE | NLM_F_EXCL, entry.original.source.family);
	put_flow(message, entry.original, entry.protocol);
	::mnl_attr_put_u32(message, CTA_STATUS, htonl(entry.status | IPS_CONFIRMED));
	::mnl_attr_put_u32(message, CTA_TIMEOUT, htonl(static_cast<std::uint32_t>(entry.left.count())));
	if (entry.zone != 0)
		::mnl_attr_put_u16(message, CTA_ZONE, htons(entry.zone));
	if (entry.protocol == IPPROTO_TCP)
		put_tcp(message, entry);
	put_translation(message, CTA_NAT_SRC, entry.source_nat);
	put_translation(message, CTA_NAT_DST, entry.destination_nat);
}

template <class T>
T must(Result<T> result)
{
	if (!result)
		throw std::runtime_error(result.error().message());
	return std::move(*result);
}

void carry_out(conntrack::Netlink& netlink, Batch& batch)
{
	const auto refused = must(netlink.carry_out(batch, "insert entries"));
	if (!refused.empty())
		throw std::runtime_error(fmt::format("conntrack refused {} entries, the first: {}", refused.size(),
						     std::strerror(refused.front())));
}

} // namespace

Address address_of(const std::string& text)
{
	Address address;
	address.family = text.find(':') == std::string::npos ? AF_INET : AF_INET6;
	if (::inet_pton(address.family, text.c_str(), address.bytes.data()) != 1)
		throw std::runtime_error(text + " is not an address");
	return address;
}

Tuple tuple(const std::string& source, std::uint16_t source_port, const std::string& destination,
	    std::uint16_t destination_port)
{
	return {address_of(source), address_of(destination), source_port, destination_port};
}

Address operator+(Address address, std::uint32_t number)
{
	std::uint8_t* low = address.bytes.data() + (address.family == AF_INET ? 0 : 12);
	std::uint32_t last_be;
	std::memcpy(&last_be, low, sizeof(last_be));
	last_be = htonl(ntohl(last_be) + number);
	std::memcpy(low, &last_be, sizeof(last_be));
	return address;
}

void insert(std::span<const NewEntry> entries)
{
	auto netlink = must(conntrack::Netlink::open());
	Batch batch;
	for (const NewEntry& entry : entries) {
		add(batch, entry);
		if (batch.full())
			carry_out(netlink, batch);
	}
	carry_out(netlink, batch);
}

} // namespace ctgate::e2e
