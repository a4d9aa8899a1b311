// SPDX-License-Identifier: MIT
#include "tests/e2e/entries.hpp"

#include "userspace/conntrack/netlink.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

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
using conntrack::Tuple;

class Nest
{
public:
	Nest(nlmsghdr* message, std::uint16_t type) : message_{message}, nest_{::mnl_attr_nest_start(message, type)} {}
	~Nest() { ::mnl_attr_nest_end(message_, nest_); }
	Nest(const Nest&) = delete;
	Nest& operator=(const Nest&) = delete;

private:
	nlmsghdr* message_;
	nlattr* nest_;
};

void put(nlmsghdr* message, std::uint16_t type4, std::uint16_t type6, const Address& address)
{
	if (address.family == AF_INET)
		::mnl_attr_put(message, type4, sizeof(in_addr), address.bytes.data());
	else
		::mnl_attr_put(message, type6, sizeof(in6_addr), address.bytes.data());
}

void put_protocol(nlmsghdr* message, const Tuple& tuple, std::uint8_t protocol)
{
	const Nest nest{message, CTA_TUPLE_PROTO};
	::mnl_attr_put_u8(message, CTA_PROTO_NUM, protocol);
	const bool version6 = protocol == IPPROTO_ICMPV6;
	if (protocol != IPPROTO_ICMP && !version6) {
		::mnl_attr_put_u16(message, CTA_PROTO_SRC_PORT, htons(tuple.source_port));
		::mnl_attr_put_u16(message, CTA_PROTO_DST_PORT, htons(tuple.destination_port));
		return;
	}
	::mnl_attr_put_u16(message, version6 ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID, htons(tuple.source_port));
	::mnl_attr_put_u8(message, version6 ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE,
			  static_cast<std::uint8_t>(tuple.destination_port));
	::mnl_attr_put_u8(message, version6 ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE, 0);
}

void put_tuple(nlmsghdr* message, std::uint16_t type, const Tuple& tuple, std::uint8_t protocol)
{
	const Nest nest{message, type};
	{
		const Nest addresses{message, CTA_TUPLE_IP};
		put(message, CTA_IP_V4_SRC, CTA_IP_V6_SRC, tuple.source);
		put(message, CTA_IP_V4_DST, CTA_IP_V6_DST, tuple.destination);
	}
	put_protocol(message, tuple, protocol);
}

/// Of ICMP the ports are id and type, and an echo is answered with another type.
Tuple mirrored(const Tuple& tuple, std::uint8_t protocol)
{
	if (protocol == IPPROTO_ICMP)
		return {tuple.destination, tuple.source, tuple.source_port, ICMP_ECHOREPLY};
	if (protocol == IPPROTO_ICMPV6)
		return {tuple.destination, tuple.source, tuple.source_port, ICMP6_ECHO_REPLY};
	return {tuple.destination, tuple.source, tuple.destination_port, tuple.source_port};
}

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
	put(message, CTA_NAT_V4_MINIP, CTA_NAT_V6_MINIP, *to);
	put(message, CTA_NAT_V4_MAXIP, CTA_NAT_V6_MAXIP, *to);
}

void add(Batch& batch, const NewEntry& entry)
{
	nlmsghdr* message = batch.begin(IPCTNL_MSG_CT_NEW, NLM_F_CREATE | NLM_F_EXCL, entry.original.source.family);
	put_tuple(message, CTA_TUPLE_ORIG, entry.original, entry.protocol);
	put_tuple(message, CTA_TUPLE_REPLY, mirrored(entry.original, entry.protocol), entry.protocol);
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
