// SPDX-License-Identifier: MIT
// Composes frames, right ones and wrong ones: layers are named from the outside in, and every length,
// protocol number and checksum that is not given is made to fit.
//
//   Frame{}.vlan(7).ipv4({.options = 8}).tcp({.flags = 0x02}).payload(10).bytes()
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ctgate::packet
{

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10, kUrg = 0x20;

/// 802.1Q, or 802.1ad when `ethertype` is 0x88a8.
struct Vlan {
	std::uint16_t id = 1;
	std::uint16_t ethertype = 0x8100;
};

struct Ipv4 {
	std::string source = "198.51.100.1";
	std::string destination = "203.0.113.1";
	std::uint8_t version = 4;
	std::uint8_t options = 0; ///< bytes of no-operation options, a multiple of four, at most 40
	std::uint16_t id = 0x1234;
	std::uint16_t fragment_offset = 0; ///< in units of eight bytes
	bool more_fragments = false;
	std::optional<std::uint8_t> ihl = {}; ///< in words of four bytes
	std::optional<std::uint16_t> total_length = {};
	std::optional<std::uint8_t> protocol = {};
};

struct Ipv6 {
	std::string source = "2001:db8:1::1";
	std::string destination = "2001:db8:2::1";
	std::uint8_t version = 6;
	std::optional<std::uint16_t> payload_length = {};
	std::optional<std::uint8_t> next_header = {};
};

/// Any extension header but the fragment header; `length` bytes in all, filled with padding options.
struct Extension {
	std::uint8_t kind = 0;    ///< 0 hop-by-hop, 43 routing, 51 AH, 60 destination
	std::uint16_t length = 8; ///< a multiple of eight; of four for AH
	std::optional<std::uint8_t> next_header = {};
};

struct Ipv6Fragment {
	std::uint16_t offset = 0; ///< in units of eight bytes
	bool more = false;
	std::optional<std::uint8_t> next_header = {};
};

struct Tcp {
	std::uint16_t source_port = 40000;
	std::uint16_t destination_port = 80;
	std::uint32_t sequence = 1000;
	std::uint32_t acknowledgement = 0;
	std::uint8_t flags = kSyn;
	bool ae = false;
	std::uint8_t options = 0;                     ///< bytes of no-operation options, a multiple of four
	std::optional<std::uint8_t> data_offset = {}; ///< in words of four bytes
	std::uint16_t window = 65535;
	std::optional<std::uint16_t> checksum = {};
};

struct Udp {
	std::uint16_t source_port = 40000;
	std::uint16_t destination_port = 53;
	std::optional<std::uint16_t> length = {};
};

/// Behind IPv4; the fields that limits do not ask for are as ping(8) sets them.
struct Icmp {
	std::uint8_t type = 8; ///< echo request
	std::uint8_t code = 0;
};

/// Behind IPv6.
struct Icmpv6 {
	std::uint8_t type = 128; ///< echo request
	std::uint8_t code = 0;
};

class Frame
{
public:
	Frame();

	Frame& vlan(std::uint16_t id, std::uint16_t ethertype = 0x8100);
	Frame& ipv4(const Ipv4& header = {});
	Frame& ipv6(const Ipv6& header = {});
	Frame& extension(const Extension& header);
	Frame& fragment(const Ipv6Fragment& header);
	Frame& tcp(const Tcp& header = {});
	Frame& udp(const Udp& header = {});
	Frame& icmp(const Icmp& header = {});
	Frame& icmpv6(const Icmpv6& header = {});
	/// `length` bytes of no meaning, or these bytes.
	Frame& payload(std::size_t length);
	Frame& payload(const Bytes& bytes);
	/// Without an IP layer: the EtherType after the tags.
	Frame& ethertype(std::uint16_t type);
	Frame& destination_mac(const Bytes& mac);

	/// The frame on the wire, without FCS.
	Bytes bytes() const;
	/// The same, cut after `length` bytes: lengths inside still speak of the whole.
	Bytes truncated(std::size_t length) const;
	/// The same, with zeros up to `length`, as Ethernet pads.
	Bytes padded(std::size_t length) const;

private:
	using Layer = std::variant<Vlan, Ipv4, Ipv6, Extension, Ipv6Fragment, Tcp, Udp, Icmp, Icmpv6, Bytes>;

	std::vector<Layer> layers_;
	std::optional<std::uint16_t> ethertype_;
	Bytes destination_mac_;
};

} // namespace ctgate::packet
