// SPDX-License-Identifier: MIT
// Frames for the selftest, built from the inside out: each function puts one header around what it is given.
//
//   ethernet(vlan(kVlan, 1, ipv4(addresses, {}, tcp({.flags = kSyn}, 10))))
//
// Checksums stay 0: no part of ctgate reads one, and these frames never meet a wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ctgate::selftest
{

using Bytes = std::vector<std::uint8_t>;

/// Headers and what they carry, and what the header around them has to call that.
struct Layer {
	std::uint16_t type = 0; ///< a protocol number inside IP, an EtherType inside Ethernet
	Bytes bytes = {};
};

inline constexpr std::uint8_t kIcmp = 1, kIpip = 4, kTcp = 6, kUdp = 17, kIpv6 = 41, kGre = 47, kEsp = 50, kIcmpv6 = 58,
			      kSctp = 132, kMobility = 135;
inline constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragment = 44, kAh = 51, kDestinationOptions = 60;
inline constexpr std::uint16_t kIpv4Type = 0x0800, kIpv6Type = 0x86dd, kVlan = 0x8100, kServiceVlan = 0x88a8;
inline constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10, kUrg = 0x20, kEce = 0x40,
			      kCwr = 0x80;

struct Tcp {
	std::uint16_t source_port = 40000;
	std::uint16_t destination_port = 80;
	std::uint8_t flags = kSyn;
	std::uint8_t words = 5; ///< data offset
};
Layer tcp(const Tcp& header, std::size_t payload);

/// How far the length field is from the truth, in bytes.
struct Udp {
	std::uint16_t source_port = 40000;
	std::uint16_t destination_port = 4433;
	int length_off_by = 0;
};
Layer udp(const Udp& header, std::size_t payload);

/// An echo request of ICMP or ICMPv6.
Layer echo_request(std::uint8_t protocol, std::size_t payload);

/// A protocol or EtherType that nobody here reads, with bytes of no meaning.
Layer unread(std::uint16_t type, std::size_t length);

struct Addresses {
	Bytes source, destination; ///< in network byte order: 4 bytes, or 16
};
/// "192.0.2.1" or "2001:db8::1", which must be right.
Bytes address(const std::string& text);

struct Ipv4 {
	Bytes options = {};         ///< a multiple of four, at most 40
	std::uint16_t fragment = 0; ///< flags and offset, as on the wire
	std::uint8_t version = 4;
};
inline constexpr std::uint16_t kReservedBit = 0x8000, kDontFragment = 0x4000, kMoreFragments = 0x2000;
Layer ipv4(const Addresses& addresses, const Ipv4& header, const Layer& inside);

Layer ipv6(const Addresses& addresses, const Layer& inside, std::uint8_t version = 6);

/// Any extension header but the fragment header, of `length` bytes: a multiple of eight, of four for AH.
Layer extension(std::uint8_t kind, std::size_t length, const Layer& inside);

/// The IPv6 fragment header: offset in units of eight bytes in the upper 13 bits, M in the lowest.
Layer ipv6_fragment(std::uint16_t field, const Layer& inside);

/// As many bytes of it as there are, up to `length`.
Layer cut(Layer layer, std::size_t length);

/// Any bytes around something, which are called `type` themselves.
Layer within(std::uint16_t type, Bytes header, const Layer& inside);

Layer vlan(std::uint16_t tag, std::uint16_t id, const Layer& inside);
Bytes ethernet(const Layer& inside);

} // namespace ctgate::selftest
