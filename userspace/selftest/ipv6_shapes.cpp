// SPDX-License-Identifier: MIT
#include "userspace/selftest/network_kinds.hpp"

#include <unistd.h>

#include <utility>

namespace ctgate::selftest
{
namespace
{

constexpr std::size_t kLongest = 2048; ///< of an extension header: (255 + 1) * 8 bytes, RFC 8200 section 4
constexpr std::size_t kLongestAh = 1024;
constexpr std::uint16_t kMore = 1, kReservedBits = 6; ///< of a fragment header, RFC 8200 section 4.5

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
		seen("atomic fragment, reserved bits set",
		     v6([](const Layer& inside) { return ipv6_fragment(kReservedBits, inside); })),
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

NetworkShape headless_fragment()
{
	return {{.name = "first fragment that ends in an extension header",
		 .sight = Sight::kNothing,
		 .says = CTG_IP_TRUNCATED,
		 .reader = Reader::kNobody,
		 .why = "Conntrack puts no such fragments together (RFC 8200 section 4.5, Linux 5.11).",
		 .remedy = "ctgate reason set ip_truncated drop"},
		v6([](const Layer& inside) {
			return ipv6_fragment(kMore, cut(extension(kDestinationOptions, 24, inside), 16));
		})};
}

/// With pages of 4 KiB these headers fill the first buffer, which is all that the filter reads.
NetworkShape headers_of_two_buffers()
{
	return {{.name = "extension headers of 4,096 bytes",
		 .sight = Sight::kNothing,
		 .says = CTG_IP_TRUNCATED,
		 .why = "The filter reads the first buffer of a frame, and they fill it. Only an MTU of more than "
			"4,096 "
			"lets one in.",
		 .remedy = "ctgate reason set ip_truncated drop"},
		v6([](const Layer& inside) {
			return extension(kDestinationOptions, kLongest,
					 extension(kDestinationOptions, kLongest, inside));
		})};
}

std::vector<NetworkShape> other_ipv6_shapes()
{
	return {
		first_fragment("first fragment", v6([](const Layer& inside) { return ipv6_fragment(kMore, inside); })),
		first_fragment("atomic fragment in a first one",
			       v6([](const Layer& inside) { return ipv6_fragment(kMore, ipv6_fragment(0, inside)); })),
		tiny_fragment(v6([](const Layer& inside) { return ipv6_fragment(kMore, beginning(inside)); })),
		later_fragment("later fragment", v6([](const Layer& inside) {
				       return ipv6_fragment(kLaterOffset << 3 | kMore, inside);
			       })),
		later_fragment("last fragment behind destination options", v6([](const Layer& inside) {
				       return extension(kDestinationOptions, 8,
							ipv6_fragment(kLaterOffset << 3, inside));
			       })),
		later_fragment("later fragment in a first one", v6([](const Layer& inside) {
				       return ipv6_fragment(kMore, ipv6_fragment(kLaterOffset << 3, inside));
			       })),
		overlong_chain(),
		overlong_extension(),
		headless_fragment(),
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

std::vector<NetworkShape> ipv6_shapes()
{
	std::vector<NetworkShape> shapes = readable_ipv6_shapes();
	for (NetworkShape& shape : other_ipv6_shapes())
		shapes.push_back(std::move(shape));
	constexpr long kSmallPage = 4096;
	if (::sysconf(_SC_PAGESIZE) == kSmallPage)
		shapes.push_back(headers_of_two_buffers());
	return shapes;
}

} // namespace ctgate::selftest
