// SPDX-License-Identifier: MIT
#include "userspace/selftest/network_kinds.hpp"

#include <utility>

namespace ctgate::selftest
{
namespace
{

constexpr const char* kLaterWhy = "A later fragment has no header to be judged by, only payload.";
constexpr const char* kFirstWhy = "The first fragment does not tell how long its datagram will be.";
constexpr const char* kDropFragments = "ctgate reason set ip_fragment drop (every one, also of large DNS answers)";
constexpr const char* kTunnelWhy = "What a tunnel carries is judged by nobody before it is taken out.";
constexpr const char* kTunnelRemedy = "nft rules ahead of conntrack (priority raw) on the tunnel device";

} // namespace

NetworkShape seen(std::string name, Wrap wrap)
{
	return {{.name = std::move(name)}, std::move(wrap)};
}

NetworkShape jumbo(Wrap wrap)
{
	return {{.name = "9,000 bytes in several buffers"}, std::move(wrap), NetworkShape::Size::kJumbo};
}

NetworkShape first_fragment(std::string name, Wrap wrap)
{
	return {{.name = std::move(name),
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

/// RFC 2784: four bytes, then the packet.
Layer gre(const Layer& packet)
{
	return within(kGre, {0, 0, static_cast<std::uint8_t>(packet.type >> 8), static_cast<std::uint8_t>(packet.type)},
		      packet);
}

} // namespace ctgate::selftest
