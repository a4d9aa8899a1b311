// SPDX-License-Identifier: MIT
#include "userspace/selftest/shape.hpp"

#include <utility>

namespace ctgate::selftest
{
namespace
{

using Wrap = std::function<Layer(const Addresses&, const Layer&)>;

constexpr const char* kLaterWhy = "A later fragment has no header to be judged by, only payload.";
constexpr const char* kFirstWhy = "The first fragment does not tell how long its datagram will be.";
constexpr const char* kDropFragments = "ctgate reason set ip_fragment drop (every one, also of large DNS answers)";
constexpr const char* kTunnelWhy = "What a tunnel carries is judged by nobody before it is taken out.";
constexpr const char* kTunnelRemedy = "nft rules ahead of conntrack (priority raw) on the tunnel device";

constexpr std::size_t kLongest = 2048; ///< of an extension header: (255 + 1) * 8 bytes, RFC 8200 section 4
constexpr std::size_t kLongestAh = 1024;
constexpr std::uint16_t kMore = 1, kOffset = 185; ///< in units of eight bytes: behind 1,480 bytes

NetworkShape seen(std::string name, Wrap wrap)
{
	return {{.name = std::move(name)}, std::move(wrap)};
}

NetworkShape jumbo(Wrap wrap)
{
	return {{.name = "9,000 bytes in several buffers"}, std::move(wrap), NetworkShape::Size::kJumbo};
}

NetworkShape first_fragment(Wrap wrap)
{
	return {{.name = "first fragment",
		 .sight = Sight::kFirstFragment,
		 .says = CTG_IP_FRAGMENT,
		 .why = kFirstWhy,
		 .remedy = kDropFragments},
		std::move(wrap)};
}

/// RFC 1858: what ports and flags there are comes in the second fragment.
Layer beginning(const Layer& inside)
{
	return cut(inside, inside.type == kTcp ? 8 : 0);
}

NetworkShape tiny_fragment(Wrap wrap)
{
	return {{.name = "tiny first fragment",
		 .sight = Sight::kTooShort,
		 .says = CTG_IP_FRAGMENT,
		 .why = "It is too short for the header that it begins, and what is wrong comes in the next one.",
		 .remedy = "ctgate reason set tiny_fragment drop"},
		std::move(wrap)};
}

NetworkShape later_fragment(std::string name, Wrap wrap)
{
	return {{.name = std::move(name),
		 .sight = Sight::kSource,
		 .says = CTG_IP_FRAGMENT,
		 .why = kLaterWhy,
		 .remedy = kDropFragments},
		std::move(wrap)};
}

NetworkShape tunnel(std::string name, Wrap wrap)
{
	return {{.name = std::move(name), .sight = Sight::kProtocol, .why = kTunnelWhy, .remedy = kTunnelRemedy},
		std::move(wrap)};
}

NetworkShape broken_header(Wrap wrap)
{
	return {{.name = "IP header of version 5",
		 .sight = Sight::kNothing,
		 .says = CTG_IP_HEADER,
		 .reader = Reader::kNobody,
		 .why = "The kernel drops such a packet itself, before conntrack.",
		 .remedy = "ctgate reason set ip_header drop"},
		std::move(wrap)};
}

/// An IPv4 header with these words in it, around the layer-4 header.
Wrap v4(const Ipv4& header)
{
	return [header](const Addresses& addresses, const Layer& inside) { return ipv4(addresses, header, inside); };
}

/// An IPv6 header around what this makes of the layer-4 header.
Wrap v6(std::function<Layer(const Layer&)> between)
{
	return [between = std::move(between)](const Addresses& addresses, const Layer& inside) {
		return ipv6(addresses, between(inside));
	};
}

Wrap one_extension(std::uint8_t kind, std::size_t length)
{
	return v6([=](const Layer& inside) { return extension(kind, length, inside); });
}

/// RFC 2784: four bytes, then the packet.
Layer gre(const Layer& packet)
{
	return within(kGre, {0, 0, static_cast<std::uint8_t>(packet.type >> 8), static_cast<std::uint8_t>(packet.type)},
		      packet);
}

Layer chain(int headers, Layer inside)
{
	for (int i = 0; i < headers; ++i)
		inside = extension(kDestinationOptions, 8, inside);
	return inside;
}

/// All that RFC 8200 section 4.1 lists, in its order, ESP aside.
Layer recommended_order(const Layer& inside)
{
	const Layer last = extension(kAh, 24, extension(kDestinationOptions, 8, inside));
	return extension(kHopByHop, 8,
			 extension(kDestinationOptions, 8, extension(kRouting, 24, ipv6_fragment(0, last))));
}

std::vector<NetworkShape> ipv4_shapes()
{
	const auto tiny = [](const Addresses& addresses, const Layer& inside) {
		return ipv4(addresses, {.fragment = kMoreFragments}, beginning(inside));
	};
	return {
		seen("plain", v4({.fragment = kDontFragment})),
		seen("reserved bit set", v4({.fragment = kReservedBit})),
		seen("options of one word", v4({.options = 4})),
		seen("options of ten words", v4({.options = 40})),
		jumbo(v4({})),
		first_fragment(v4({.fragment = kMoreFragments})),
		tiny_fragment(tiny),
		later_fragment("later fragment", v4({.fragment = kMoreFragments | kOffset})),
		later_fragment("last fragment", v4({.fragment = kOffset})),
		{{.name = "AH",
		  .sight = Sight::kProtocol,
		  .reader = Reader::kNobody,
		  .why = "To conntrack AH is a protocol of its own too; what is behind it comes by again when IPsec "
			 "has "
			 "checked it."},
		 [](const Addresses& addresses, const Layer& inside) {
			 return ipv4(addresses, {}, extension(kAh, 24, inside));
		 }},
		tunnel("GRE",
		       [](const Addresses& addresses, const Layer& inside) {
			       return ipv4(addresses, {}, gre(ipv4(addresses, {}, inside)));
		       }),
		tunnel("IP in IP",
		       [](const Addresses& addresses, const Layer& inside) {
			       return ipv4(addresses, {}, {kIpip, ipv4(addresses, {}, inside).bytes});
		       }),
		broken_header(v4({.version = 5})),
	};
}

std::vector<NetworkShape> readable_ipv6_shapes()
{
	return {
		seen("plain", v6([](const Layer& inside) { return inside; })),
		seen("hop-by-hop options", one_extension(kHopByHop, 8)),
		seen("routing header", one_extension(kRouting, 24)),
		seen("destination options", one_extension(kDestinationOptions, 8)),
		seen("destination options of 2,048 bytes", one_extension(kDestinationOptions, kLongest)),
		seen("AH", one_extension(kAh, 24)),
		seen("AH of 1,024 bytes", one_extension(kAh, kLongestAh)),
		seen("atomic fragment", v6([](const Layer& inside) { return ipv6_fragment(0, inside); })),
		seen("six headers in the order of RFC 8200", v6(recommended_order)),
		seen("seven extension headers", v6([](const Layer& inside) { return chain(7, inside); })),
		jumbo(v6([](const Layer& inside) { return inside; })),
	};
}

NetworkShape overlong_chain()
{
	return {{.name = "eight extension headers",
		 .sight = Sight::kNothing,
		 .says = CTG_IPV6_EXT_CHAIN,
		 .why = "The filter walks seven, which is all that RFC 8200 has a use for; the kernel walks on.",
		 .remedy = "ctgate reason set ipv6_ext_chain drop"},
		v6([](const Layer& inside) { return chain(8, inside); })};
}

NetworkShape overlong_extension()
{
	return {{.name = "extension header beyond the datagram",
		 .sight = Sight::kNothing,
		 .says = CTG_IP_TRUNCATED,
		 .reader = Reader::kNobody,
		 .why = "Conntrack finds no layer 4 in it either.",
		 .remedy = "ctgate reason set ip_truncated drop"},
		v6([](const Layer& inside) { return cut(extension(kDestinationOptions, 8, inside), 7); })};
}

std::vector<NetworkShape> other_ipv6_shapes()
{
	return {
		first_fragment(v6([](const Layer& inside) { return ipv6_fragment(kMore, inside); })),
		tiny_fragment(v6([](const Layer& inside) { return ipv6_fragment(kMore, beginning(inside)); })),
		later_fragment("later fragment",
			       v6([](const Layer& inside) { return ipv6_fragment(kOffset << 3 | kMore, inside); })),
		later_fragment("last fragment behind destination options", v6([](const Layer& inside) {
				       return extension(kDestinationOptions, 8, ipv6_fragment(kOffset << 3, inside));
			       })),
		overlong_chain(),
		overlong_extension(),
		{{.name = "mobility header",
		  .sight = Sight::kProtocol,
		  .reader = Reader::kNobody,
		  .why = "To conntrack it is a protocol of its own too, not an extension header."},
		 one_extension(kMobility, 8)},
		tunnel("GRE", [](const Addresses& addresses,
				 const Layer& inside) { return ipv6(addresses, gre(ipv6(addresses, inside))); }),
		tunnel("IP in IP",
		       [](const Addresses& addresses, const Layer& inside) {
			       return ipv6(addresses, {kIpv6, ipv6(addresses, inside).bytes});
		       }),
		broken_header(
			[](const Addresses& addresses, const Layer& inside) { return ipv6(addresses, inside, 5); }),
	};
}

} // namespace

std::vector<NetworkShape> network_shapes(ctg_family family)
{
	if (family == CTG_IPV4)
		return ipv4_shapes();
	std::vector<NetworkShape> shapes = readable_ipv6_shapes();
	for (NetworkShape& shape : other_ipv6_shapes())
		shapes.push_back(std::move(shape));
	return shapes;
}

std::vector<NetworkShape> stranger_shapes()
{
	std::vector<NetworkShape> shapes;
	for (const auto& [type, name] : {std::pair<std::uint16_t, const char*>{0x0806, "ARP"},
					 {0x88cc, "LLDP"},
					 {0x8809, "LACP"},
					 {0x888e, "EAPOL"},
					 {0x8863, "PPPoE discovery"},
					 {0x0026, "802.3 (STP)"}})
		shapes.push_back({{.name = name, .sight = Sight::kNothing},
				  [=](const Addresses&, const Layer&) { return unread(type, 46); }});
	return shapes;
}

} // namespace ctgate::selftest
