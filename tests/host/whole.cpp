// SPDX-License-Identifier: MIT
#include "tests/host/whole.hpp"

#include "tests/host/native.h"

#include <algorithm>
#include <span>

namespace ctgate
{
namespace
{

using Rest = std::span<const __u8>;

constexpr std::uint8_t kTcp = 6, kUdp = 17;
constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd;

void tcp(std::vector<ctg_reason>& said, Rest rest, const ctg_ip& ip)
{
	const native_tcp header = ::native_parse_tcp(rest.data(), rest.size(), &ip);
	said.push_back(header.reason);
	if (header.reason)
		return;
	said.push_back(::native_check_tcp_offset(header.header_length, &ip));
	said.push_back(::native_check_tcp_flags(header.flags));
}

void udp(std::vector<ctg_reason>& said, Rest rest, const ctg_ip& ip)
{
	const native_udp header = ::native_parse_udp(rest.data(), rest.size(), &ip);
	said.push_back(header.reason);
	if (!header.reason)
		said.push_back(::native_check_udp_length(header.length, &ip));
}

void icmp(std::vector<ctg_reason>& said, Rest rest, const ctg_ip& ip)
{
	said.push_back(::native_parse_icmp(rest.data(), rest.size(), &ip).reason);
}

void ip(std::vector<ctg_reason>& said, Rest rest, const native_ip& header)
{
	said.push_back(header.reason);
	if (header.reason)
		return;
	said.push_back(::native_check_fragment(&header.ip));
	if (header.ip.part == CTG_LATER_FRAGMENT)
		return;
	if (header.ip.protocol == kTcp)
		tcp(said, rest.subspan(header.taken), header.ip);
	if (header.ip.protocol == kUdp)
		udp(said, rest.subspan(header.taken), header.ip);
	if (header.ip.protocol == ::native_icmp_protocol(&header.ip))
		icmp(said, rest.subspan(header.taken), header.ip);
}

} // namespace

ExactBuffer::ExactBuffer(const packet::Bytes& bytes)
    : bytes_{std::make_unique_for_overwrite<__u8[]>(bytes.size())}, size_{bytes.size()}
{
	std::ranges::copy(bytes, bytes_.get());
}

bool ways_agree(const packet::Bytes& frame)
{
	const ExactBuffer buffer{frame};
	const native_plain plain = ::native_parse_plain(buffer.data(), buffer.size());
	if (!plain.is_plain || (plain.ip.protocol != kTcp && plain.ip.protocol != kUdp))
		return true;
	const native_ethernet ethernet = ::native_parse_ethernet(buffer.data(), buffer.size());
	if (ethernet.reason)
		return false;
	const Rest rest = Rest{buffer.data(), buffer.size()}.subspan(ethernet.taken);
	const native_ip ip = ethernet.type == kIpv6 ? ::native_parse_ipv6(rest.data(), rest.size())
						    : ::native_parse_ipv4(rest.data(), rest.size());
	return !ip.reason && plain.taken == ethernet.taken + ip.taken && plain.ip.version == ip.ip.version &&
	       plain.ip.protocol == ip.ip.protocol && plain.ip.part == ip.ip.part && plain.ip.length == ip.ip.length &&
	       plain.ip.payload == ip.ip.payload && plain.ip.source == ip.ip.source &&
	       plain.ip.destination == ip.ip.destination;
}

std::vector<ctg_reason> native_reasons(const packet::Bytes& frame)
{
	const ExactBuffer buffer{frame};
	std::vector<ctg_reason> said;
	const native_ethernet ethernet = ::native_parse_ethernet(buffer.data(), buffer.size());
	const Rest rest = Rest{buffer.data(), buffer.size()}.subspan(ethernet.taken);

	said.push_back(ethernet.reason);
	if (!ethernet.reason && ethernet.type == kIpv4)
		ip(said, rest, ::native_parse_ipv4(rest.data(), rest.size()));
	if (!ethernet.reason && ethernet.type == kIpv6)
		ip(said, rest, ::native_parse_ipv6(rest.data(), rest.size()));
	std::erase(said, CTG_GO_ON);
	return said;
}

} // namespace ctgate
