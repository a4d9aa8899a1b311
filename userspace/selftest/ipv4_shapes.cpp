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

Bytes no_operations(std::size_t length)
{
	constexpr std::uint8_t kNoOperation = 1;
	return Bytes(length, kNoOperation);
}

/// One option for experiments (RFC 4727) that is a harmless ACK to who takes it for the layer-4 header.
Bytes like_tcp()
{
	constexpr std::uint8_t kExperiment = 94;
	Bytes option = tcp({.flags = kAck}, 0).bytes;
	option[0] = kExperiment;
	option[1] = static_cast<std::uint8_t>(option.size());
	return option;
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
		seen("options of one word", v4({.options = no_operations(4)})),
		seen("options of ten words", v4({.options = no_operations(40)})),
		seen("an option that looks like TCP", v4({.options = like_tcp()})),
		jumbo(v4({})),
		first_fragment("first fragment", v4({.fragment = kMoreFragments})),
		tiny_fragment(tiny),
		later_fragment("later fragment", v4({.fragment = kMoreFragments | kLaterOffset})),
		later_fragment("last fragment", v4({.fragment = kLaterOffset})),
		{{.name = "AH",
		  .sight = Sight::kProtocol,
		  .reader = Reader::kNobody,
		  .why = "To conntrack AH is a protocol of its own too; what is in it comes by again behind IPsec."},
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
