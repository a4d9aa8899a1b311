// SPDX-License-Identifier: MIT
#include "userspace/selftest/network_kinds.hpp"

namespace ctgate::selftest
{
namespace
{

/// An IPv4 header with these words in it, around the layer-4 header.
Wrap v4(const Ipv4& header)
{
	return [header](const Addresses& addresses, const Layer& inside) { return ipv4(addresses, header, inside); };
}

} // namespace

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
		first_fragment("first fragment", v4({.fragment = kMoreFragments})),
		tiny_fragment(tiny),
		later_fragment("later fragment", v4({.fragment = kMoreFragments | kLaterOffset})),
		later_fragment("last fragment", v4({.fragment = kLaterOffset})),
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

} // namespace ctgate::selftest
