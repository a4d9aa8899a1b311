// SPDX-License-Identifier: MIT
#include "userspace/wire/frame.hpp"

#include <netinet/in.h>

#include <linux/if_ether.h>

namespace ctgate::wire
{
namespace
{

constexpr std::size_t kIpv4Header = 20, kTcpHeader = 20, kUdpHeader = 8;
constexpr std::size_t kTimeToLive = 64;
constexpr std::size_t kWindow = 65'535;
constexpr std::uint32_t kSequence = 1000;
constexpr std::size_t kEchoRequest4 = 8, kEchoRequest6 = 128;

bool same_family(const Address& one, const Address& other)
{
	return one.is_ipv4() == other.is_ipv4();
}

/// What TCP, UDP and ICMPv6 count into their checksum besides themselves (RFC 9293 3.1, RFC 8200 8.1).
Bytes pseudo_header(const Path<Address>& path, std::uint8_t protocol, std::size_t length)
{
	Bytes bytes;
	append(bytes, path.source.bytes);
	append(bytes, path.destination.bytes);
	put32(bytes, static_cast<std::uint32_t>(length)); // IPv4 has 16 bits for it, and the sum is the same
	put32(bytes, protocol);
	return bytes;
}

void set_checksum(Bytes& segment, std::size_t at, const Path<Address>& path, std::uint8_t protocol)
{
	Bytes summed = pseudo_header(path, protocol, segment.size());
	append(summed, segment);
	const std::uint16_t sum = checksum(summed);
	const bool means_no_checksum = protocol == IPPROTO_UDP && sum == 0; // RFC 768
	set16(segment, at, means_no_checksum ? std::uint16_t{0xffff} : sum);
}

Bytes ipv4_header(const Path<Address>& path, std::uint8_t protocol, std::size_t payload)
{
	Bytes header;
	put16(header, 0x4500);
	put16(header, kIpv4Header + payload);
	put32(header, 0); // no identification, not a fragment
	put8(header, kTimeToLive);
	put8(header, protocol);
	put16(header, 0);
	append(header, path.source.bytes);
	append(header, path.destination.bytes);
	set16(header, 10, checksum(header));
	return header;
}

Bytes ipv6_header(const Path<Address>& path, std::uint8_t protocol, std::size_t payload)
{
	Bytes header;
	put32(header, 0x60000000);
	put16(header, payload);
	put8(header, protocol);
	put8(header, kTimeToLive);
	append(header, path.source.bytes);
	append(header, path.destination.bytes);
	return header;
}

/// Addresses of the link that belong to nobody: the filter does not look at them.
Bytes ethernet_header(std::size_t ethertype)
{
	Bytes header;
	for (const std::uint32_t last : {1u, 2u}) {
		put16(header, 0x0200);
		put32(header, last);
	}
	put16(header, ethertype);
	return header;
}

Bytes in_ip(const Path<Address>& path, std::uint8_t protocol, const Bytes& segment)
{
	const bool is_ipv4 = path.source.is_ipv4();
	Bytes frame = ethernet_header(is_ipv4 ? ETH_P_IP : ETH_P_IPV6);
	append(frame,
	       is_ipv4 ? ipv4_header(path, protocol, segment.size()) : ipv6_header(path, protocol, segment.size()));
	append(frame, segment);
	return frame;
}

Path<Address> addresses_of(const Path<Endpoint>& path)
{
	return {path.source.address, path.destination.address};
}

} // namespace

Result<Path<Address>> between(Address source, Address destination)
{
	if (!same_family(source, destination))
		return fail(EINVAL, "{} and {} are of different versions of IP", to_string(source),
			    to_string(destination));
	return Path<Address>{std::move(source), std::move(destination)};
}

Result<Path<Endpoint>> between(Endpoint source, Endpoint destination)
{
	if (auto path = between(source.address, destination.address); !path)
		return error_of(path);
	return Path<Endpoint>{std::move(source), std::move(destination)};
}

Bytes tcp_frame(const Path<Endpoint>& path, TcpFlags flags, std::size_t payload)
{
	Bytes segment;
	put16(segment, path.source.port);
	put16(segment, path.destination.port);
	put32(segment, kSequence);
	put32(segment, 0);
	put16(segment, kTcpHeader / 4 << 12 | flags);
	put16(segment, kWindow);
	put32(segment, 0); // checksum and urgent pointer
	segment.resize(segment.size() + payload);
	set_checksum(segment, 16, addresses_of(path), IPPROTO_TCP);
	return in_ip(addresses_of(path), IPPROTO_TCP, segment);
}

Bytes udp_frame(const Path<Endpoint>& path, std::size_t payload)
{
	Bytes datagram;
	put16(datagram, path.source.port);
	put16(datagram, path.destination.port);
	put16(datagram, kUdpHeader + payload);
	put16(datagram, 0);
	datagram.resize(datagram.size() + payload);
	set_checksum(datagram, 6, addresses_of(path), IPPROTO_UDP);
	return in_ip(addresses_of(path), IPPROTO_UDP, datagram);
}

Bytes echo_frame(const Path<Address>& path, std::size_t payload)
{
	const bool is_ipv4 = path.source.is_ipv4();
	Bytes message;
	put8(message, is_ipv4 ? kEchoRequest4 : kEchoRequest6);
	put8(message, 0);
	put16(message, 0);
	put32(message, 0x00010001); // identifier and sequence number
	message.resize(message.size() + payload);
	if (is_ipv4)
		set16(message, 2, checksum(message)); // RFC 792: of no address
	else
		set_checksum(message, 2, path, IPPROTO_ICMPV6);
	return is_ipv4 ? in_ip(path, IPPROTO_ICMP, message) : in_ip(path, IPPROTO_ICMPV6, message);
}

} // namespace ctgate::wire
