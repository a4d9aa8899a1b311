// SPDX-License-Identifier: MIT
#include "tests/packet/frame.hpp"

#include "tests/packet/network_order.hpp"

#include <algorithm>
#include <numeric>
#include <ranges>

namespace ctgate::packet
{
namespace
{

constexpr std::uint8_t kIcmp = 1, kTcp = 6, kUdp = 17, kIpv6Fragment = 44, kAh = 51, kIcmpv6 = 58, kNoNextHeader = 59;

/// Turns layers into bytes from the inside out: each finds in `body_` what it carries.
class Serializer
{
public:
	void operator()(const Bytes& bytes) { prepend(bytes); }

	void operator()(const Udp& udp)
	{
		Bytes header;
		put16(header, udp.source_port);
		put16(header, udp.destination_port);
		put16(header, udp.length.value_or(static_cast<std::uint16_t>(8 + body_.size())));
		put16(header, 0);
		prepend(header);
		carry(kUdp, 6);
	}

	void operator()(const Tcp& tcp)
	{
		Bytes header;
		put16(header, tcp.source_port);
		put16(header, tcp.destination_port);
		put32(header, tcp.sequence);
		put32(header, tcp.acknowledgement);
		const int offset = tcp.data_offset.value_or(static_cast<std::uint8_t>(5 + tcp.options / 4));
		header.push_back(static_cast<std::uint8_t>(offset << 4 | (tcp.ae ? 1 : 0)));
		header.push_back(tcp.flags);
		put16(header, tcp.window);
		put16(header, tcp.checksum.value_or(0));
		put16(header, 0);
		header.insert(header.end(), tcp.options, 1);
		prepend(header);
		carry(kTcp, 16);
		if (tcp.checksum)
			checksum_at_ = 0;
	}

	void operator()(const Icmp& icmp)
	{
		prepend(echo(icmp.type, icmp.code));
		set16(body_, 2, checksum(body_)); // RFC 792: of no address
		protocol_ = kIcmp;
	}

	void operator()(const Icmpv6& icmp)
	{
		prepend(echo(icmp.type, icmp.code));
		carry(kIcmpv6, 2);
	}

	void operator()(const Ipv6Fragment& fragment)
	{
		Bytes header{fragment.next_header.value_or(protocol_), 0};
		put16(header, static_cast<std::size_t>(fragment.offset << 3 | (fragment.more ? 1 : 0)));
		put32(header, 0x12345678);
		prepend(header);
		protocol_ = kIpv6Fragment;
	}

	void operator()(const Extension& extension)
	{
		Bytes header{extension.next_header.value_or(protocol_)};
		const int units = extension.kind == kAh ? extension.length / 4 - 2 : extension.length / 8 - 1;
		header.push_back(static_cast<std::uint8_t>(units));
		header.resize(extension.length);
		if (extension.kind != kAh)
			header[2] = 1, header[3] = static_cast<std::uint8_t>(std::min(extension.length - 4, 255));
		prepend(header);
		protocol_ = extension.kind;
	}

	void operator()(const Ipv4& ip)
	{
		const Bytes source = address(AF_INET, ip.source), destination = address(AF_INET, ip.destination);
		finish_checksum(source, destination);
		const std::size_t length = 20u + ip.options;
		Bytes header{static_cast<std::uint8_t>(ip.version << 4 |
						       ip.ihl.value_or(static_cast<std::uint8_t>(length / 4))),
			     0};
		put16(header, ip.total_length.value_or(static_cast<std::uint16_t>(length + body_.size())));
		put16(header, ip.id);
		put16(header, static_cast<std::size_t>(ip.fragment_offset | (ip.more_fragments ? 0x2000 : 0)));
		header.push_back(64);
		header.push_back(ip.protocol.value_or(protocol_));
		put16(header, 0);
		append(header, source);
		append(header, destination);
		header.insert(header.end(), ip.options, 1);
		set16(header, 10, checksum(header));
		prepend(header);
		ethertype_ = 0x0800;
	}

	void operator()(const Ipv6& ip)
	{
		const Bytes source = address(AF_INET6, ip.source), destination = address(AF_INET6, ip.destination);
		finish_checksum(source, destination);
		Bytes header{static_cast<std::uint8_t>(ip.version << 4), 0, 0, 0};
		put16(header, ip.payload_length.value_or(static_cast<std::uint16_t>(body_.size())));
		header.push_back(ip.next_header.value_or(protocol_));
		header.push_back(64);
		append(header, source);
		append(header, destination);
		prepend(header);
		ethertype_ = 0x86dd;
	}

	void operator()(const Vlan& vlan)
	{
		Bytes tag;
		put16(tag, vlan.id);
		put16(tag, ethertype_);
		prepend(tag);
		ethertype_ = vlan.ethertype;
	}

	void set_ethertype(std::uint16_t ethertype) { ethertype_ = ethertype; }

	Bytes ethernet(const Bytes& destination)
	{
		Bytes header = destination;
		append(header, {0x02, 0, 0, 0, 0, 0x02});
		put16(header, ethertype_);
		prepend(header);
		return body_;
	}

private:
	static Bytes echo(std::uint8_t type, std::uint8_t code)
	{
		constexpr std::uint16_t kId = 0x1234, kSequence = 1;
		Bytes header{type, code};
		put16(header, 0);
		put16(header, kId);
		put16(header, kSequence);
		return header;
	}

	void prepend(const Bytes& header)
	{
		body_.insert(body_.begin(), header.begin(), header.end());
		checksum_at_ += checksum_at_ ? header.size() : 0;
		transport_at_ += checksum_at_ ? header.size() : 0;
	}

	/// The body begins with a transport header whose checksum, at this offset, waits for the addresses.
	void carry(std::uint8_t protocol, std::size_t checksum_at)
	{
		protocol_ = transport_ = protocol;
		checksum_at_ = checksum_at;
		transport_at_ = 0;
	}

	void finish_checksum(const Bytes& source, const Bytes& destination)
	{
		if (checksum_at_ == 0 || checksum_at_ + 2 > body_.size())
			return;
		Bytes summed = source;
		append(summed, destination);
		put32(summed, static_cast<std::uint32_t>(body_.size() - transport_at_));
		put32(summed, transport_);
		summed.insert(summed.end(), body_.begin() + static_cast<std::ptrdiff_t>(transport_at_), body_.end());
		const std::uint16_t sum = checksum(summed);
		set16(body_, checksum_at_, sum == 0 && transport_ == kUdp ? 0xffff : sum);
		checksum_at_ = 0;
	}

	Bytes body_;
	std::uint8_t protocol_ = kNoNextHeader;
	std::uint8_t transport_ = 0;
	std::uint16_t ethertype_ = 0x88b5; // local experimental, IEEE 802
	std::size_t checksum_at_ = 0;
	std::size_t transport_at_ = 0;
};

} // namespace

Frame::Frame() : destination_mac_{0x02, 0, 0, 0, 0, 0x01} {}

Frame& Frame::vlan(std::uint16_t id, std::uint16_t ethertype)
{
	layers_.emplace_back(Vlan{id, ethertype});
	return *this;
}

Frame& Frame::ipv4(const Ipv4& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::ipv6(const Ipv6& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::extension(const Extension& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::fragment(const Ipv6Fragment& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::tcp(const Tcp& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::udp(const Udp& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::icmp(const Icmp& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::icmpv6(const Icmpv6& header)
{
	layers_.emplace_back(header);
	return *this;
}

Frame& Frame::payload(std::size_t length)
{
	Bytes bytes(length);
	std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
	return payload(bytes);
}

Frame& Frame::payload(const Bytes& bytes)
{
	layers_.emplace_back(bytes);
	return *this;
}

Frame& Frame::ethertype(std::uint16_t type)
{
	ethertype_ = type;
	return *this;
}

Frame& Frame::destination_mac(const Bytes& mac)
{
	destination_mac_ = mac;
	return *this;
}

Bytes Frame::bytes() const
{
	Serializer serializer;
	if (ethertype_)
		serializer.set_ethertype(*ethertype_);
	for (const Layer& layer : layers_ | std::views::reverse)
		std::visit(serializer, layer);
	return serializer.ethernet(destination_mac_);
}

Bytes Frame::truncated(std::size_t length) const
{
	Bytes whole = bytes();
	whole.resize(std::min(length, whole.size()));
	return whole;
}

Bytes Frame::padded(std::size_t length) const
{
	Bytes whole = bytes();
	whole.resize(std::max(length, whole.size()));
	return whole;
}

} // namespace ctgate::packet
