// SPDX-License-Identifier: MIT
#include "userspace/selftest/shape.hpp"

#include <utility>

namespace ctgate::selftest
{
namespace
{

constexpr std::uint16_t kOldDoubleTag = 0x9100, kPppoeSession = 0x8864, kMpls = 0x8847;
constexpr std::size_t kMinimum = 60; ///< of a frame without FCS, IEEE 802.3

/// With zeros behind it, up to this length at least.
Bytes padded(Bytes frame, std::size_t length)
{
	frame.resize(std::max(frame.size(), length));
	return frame;
}

LinkShape seen(std::string name, std::function<Bytes(const Layer&)> wrap)
{
	return {{.name = std::move(name)}, std::move(wrap)};
}

LinkShape three_tags()
{
	return {{.name = "three VLAN tags",
		 .sight = Sight::kNothing,
		 .says = CTG_ETH_VLAN_DEPTH,
		 .why = "The filter reads two tags, and what is behind a third passes unread.",
		 .remedy = "ctgate reason set eth_vlan_depth drop"},
		[](const Layer& inside) {
			return ethernet(vlan(kServiceVlan, 3, vlan(kVlan, 2, vlan(kVlan, 1, inside))));
		}};
}

LinkShape old_double_tag()
{
	return {{.name = "VLAN tag 0x9100",
		 .sight = Sight::kNothing,
		 .reader = Reader::kNobody,
		 .why = "Before 802.1ad some switches wrote the outer tag so. Linux takes no IP from it."},
		[](const Layer& inside) { return ethernet(vlan(kOldDoubleTag, 2, vlan(kVlan, 1, inside))); }};
}

/// RFC 1042: length instead of an EtherType, then LLC and SNAP, then the EtherType.
LinkShape snap()
{
	return {{.name = "802.3 with SNAP",
		 .sight = Sight::kNothing,
		 .reader = Reader::kNobody,
		 .why = "An IP packet with a length for its EtherType. Linux takes no IP from it."},
		[](const Layer& inside) {
			Layer layer = within(0,
					     {0xaa, 0xaa, 0x03, 0, 0, 0, static_cast<std::uint8_t>(inside.type >> 8),
					      static_cast<std::uint8_t>(inside.type)},
					     inside);
			layer.type = static_cast<std::uint16_t>(layer.bytes.size());
			return ethernet(layer);
		}};
}

/// RFC 2516, with the PPP protocol number of the IP version inside.
LinkShape pppoe()
{
	return {{.name = "PPPoE",
		 .sight = Sight::kNothing,
		 .why = "The session is opened behind the filter, and conntrack sees its packets on the PPP device.",
		 .remedy = "nft rules ahead of conntrack (priority raw) on that device"},
		[](const Layer& inside) {
			const std::size_t length = inside.bytes.size() + 2;
			return ethernet(within(kPppoeSession,
					       {0x11, 0, 0, 1, static_cast<std::uint8_t>(length >> 8),
						static_cast<std::uint8_t>(length), 0,
						static_cast<std::uint8_t>(inside.type == kIpv4Type ? 0x21 : 0x57)},
					       inside));
		}};
}

LinkShape mpls()
{
	return {{.name = "MPLS",
		 .sight = Sight::kNothing,
		 .why = "A label says nothing of what it carries. Conntrack sees it only where this host takes the "
			"label off."},
		[](const Layer& inside) {
			return ethernet(within(kMpls, {0, 1, 0x01, 64}, inside));
		}};
}

/// Cut inside the IP header, whichever it is.
LinkShape runt()
{
	return {{.name = "frame ends in the IP header",
		 .sight = Sight::kNothing,
		 .says = CTG_IP_TRUNCATED,
		 .reader = Reader::kNobody,
		 .why = "The kernel drops such a packet itself, before conntrack.",
		 .remedy = "ctgate reason set ip_truncated drop"},
		[](const Layer& inside) { return ethernet(cut(inside, 10)); }};
}

} // namespace

std::vector<LinkShape> link_shapes()
{
	return {
		seen("untagged", [](const Layer& inside) { return ethernet(inside); }),
		seen("802.1Q", [](const Layer& inside) { return ethernet(vlan(kVlan, 1, inside)); }),
		seen("802.1Q, VLAN 0", [](const Layer& inside) { return ethernet(vlan(kVlan, 0, inside)); }),
		seen("802.1ad", [](const Layer& inside) { return ethernet(vlan(kServiceVlan, 1, inside)); }),
		seen("802.1Q twice",
		     [](const Layer& inside) { return ethernet(vlan(kVlan, 2, vlan(kVlan, 1, inside))); }),
		seen("802.1ad + 802.1Q",
		     [](const Layer& inside) { return ethernet(vlan(kServiceVlan, 2, vlan(kVlan, 1, inside))); }),
		seen("padded to the minimum", [](const Layer& inside) { return padded(ethernet(inside), kMinimum); }),
		seen("padded beyond",
		     [](const Layer& inside) { return padded(ethernet(inside), inside.bytes.size() + kMinimum); }),
		three_tags(),
		old_double_tag(),
		snap(),
		pppoe(),
		mpls(),
		runt(),
	};
}

} // namespace ctgate::selftest
