// SPDX-License-Identifier: MIT
#include "userspace/selftest/layers.hpp"

#include "userspace/wire/bytes.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace ctgate::selftest
{
namespace
{

using wire::put16;
using wire::put32;

void append(Bytes& bytes, const Bytes& more)
{
	bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_zeros(Bytes& bytes, std::size_t length)
{
	bytes.resize(bytes.size() + length);
}

} // namespace

Layer tcp(const Tcp& header, std::size_t payload)
{
	constexpr std::uint32_t kSequence = 1000, kAcknowledgement = 0;
	constexpr std::uint16_t kWindow = 65535, kChecksum = 0, kUrgent = 0;
	Layer layer{.type = kTcp};
	put16(layer.bytes, header.source_port);
	put16(layer.bytes, header.destination_port);
	put32(layer.bytes, kSequence);
	put32(layer.bytes, kAcknowledgement);
	layer.bytes.push_back(static_cast<std::uint8_t>(header.words << 4));
	layer.bytes.push_back(header.flags);
	put16(layer.bytes, kWindow);
	put16(layer.bytes, kChecksum);
	put16(layer.bytes, kUrgent);
	append_zeros(layer.bytes, payload);
	return layer;
}

Layer udp(const Udp& header, std::size_t payload)
{
	constexpr std::size_t kHeader = 8;
	constexpr std::uint16_t kChecksum = 0;
	Layer layer{.type = kUdp};
	put16(layer.bytes, header.source_port);
	put16(layer.bytes, header.destination_port);
	put16(layer.bytes, kHeader + payload + static_cast<std::size_t>(header.length_off_by));
	put16(layer.bytes, kChecksum);
	append_zeros(layer.bytes, payload);
	return layer;
}

Layer echo_request(std::uint8_t protocol, std::size_t payload)
{
	constexpr std::uint8_t kRequest = 8, kRequest6 = 128, kCode = 0;
	constexpr std::uint16_t kChecksum = 0, kId = 0x1234, kNumber = 1;
	Layer layer{.type = protocol, .bytes = {protocol == kIcmp ? kRequest : kRequest6, kCode}};
	put16(layer.bytes, kChecksum);
	put16(layer.bytes, kId);
	put16(layer.bytes, kNumber);
	append_zeros(layer.bytes, payload);
	return layer;
}

Layer unread(std::uint16_t type, std::size_t length)
{
	return {.type = type, .bytes = Bytes(length)};
}

Bytes address(const std::string& text)
{
	const bool is_ipv6 = text.find(':') != std::string::npos;
	Bytes bytes(is_ipv6 ? 16 : 4);
	::inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text.c_str(), bytes.data());
	return bytes;
}

Layer ipv4(const Addresses& addresses, const Ipv4& header, const Layer& inside)
{
	constexpr std::uint8_t kTos = 0, kTtl = 64;
	constexpr std::uint16_t kId = 0x1234, kChecksum = 0;
	const std::size_t length = 20 + header.options.size();
	Layer layer{.type = kIpv4Type, .bytes = {static_cast<std::uint8_t>(header.version << 4 | length / 4), kTos}};
	put16(layer.bytes, length + inside.bytes.size());
	put16(layer.bytes, kId);
	put16(layer.bytes, header.fragment);
	layer.bytes.push_back(kTtl);
	layer.bytes.push_back(static_cast<std::uint8_t>(inside.type));
	put16(layer.bytes, kChecksum);
	append(layer.bytes, addresses.source);
	append(layer.bytes, addresses.destination);
	append(layer.bytes, header.options);
	append(layer.bytes, inside.bytes);
	return layer;
}

Layer ipv6(const Addresses& addresses, const Layer& inside, std::uint8_t version)
{
	constexpr std::uint8_t kHopLimit = 64;
	Layer layer{.type = kIpv6Type, .bytes = {static_cast<std::uint8_t>(version << 4), 0, 0, 0}};
	put16(layer.bytes, inside.bytes.size());
	layer.bytes.push_back(static_cast<std::uint8_t>(inside.type));
	layer.bytes.push_back(kHopLimit);
	append(layer.bytes, addresses.source);
	append(layer.bytes, addresses.destination);
	append(layer.bytes, inside.bytes);
	return layer;
}

Layer extension(std::uint8_t kind, std::size_t length, const Layer& inside)
{
	constexpr std::uint8_t kPadN = 1;
	constexpr std::size_t kMost = 255, kBeforePadding = 4;
	// RFC 4302 section 2.2, RFC 8200 section 4.
	const std::size_t units = kind == kAh ? length / 4 - 2 : length / 8 - 1;
	Bytes header(std::max(length, kBeforePadding));
	header[0] = static_cast<std::uint8_t>(inside.type);
	header[1] = static_cast<std::uint8_t>(units);
	if (kind != kAh) {
		header[2] = kPadN;
		header[3] = static_cast<std::uint8_t>(std::min(length - kBeforePadding, kMost));
	}
	return within(kind, std::move(header), inside);
}

Layer ipv6_fragment(std::uint16_t field, const Layer& inside)
{
	constexpr std::uint32_t kId = 0x12345678;
	Bytes header{static_cast<std::uint8_t>(inside.type), 0};
	put16(header, field);
	put32(header, kId);
	return within(kFragment, std::move(header), inside);
}

Layer cut(Layer layer, std::size_t length)
{
	layer.bytes.resize(std::min(length, layer.bytes.size()));
	return layer;
}

Layer within(std::uint16_t type, Bytes header, const Layer& inside)
{
	append(header, inside.bytes);
	return {.type = type, .bytes = std::move(header)};
}

Layer vlan(std::uint16_t tag, std::uint16_t id, const Layer& inside)
{
	Bytes header;
	put16(header, id);
	put16(header, inside.type);
	return within(tag, std::move(header), inside);
}

Bytes ethernet(const Layer& inside)
{
	Bytes frame{0x02, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0, 0, 0x02}; // of nobody: locally administered
	put16(frame, inside.type);
	append(frame, inside.bytes);
	return frame;
}

} // namespace ctgate::selftest
