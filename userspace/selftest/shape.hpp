// SPDX-License-Identifier: MIT
// How a packet may be wrapped, and how much of it the filter then promises to see (docs/life-of-a-packet.md).
#pragma once

#include "userspace/selftest/layers.hpp"
#include "userspace/selftest/probe.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ctgate::selftest
{

/// What the filter sees of a packet; the further down, the more.
enum class Sight {
	kNothing,       ///< not even whose it is
	kSource,        ///< whose it is: the addresses, and no more
	kProtocol,      ///< and that it is of a protocol that nobody reads
	kTooShort,      ///< that it is a first fragment, and too short for the header that it begins
	kFirstFragment, ///< the header, but not how long the datagram is
	kWhole,
};

/// Who reads what the filter does not.
enum class Reader { kConntrack, kNobody };

struct Shape {
	std::string name;
	Sight sight = Sight::kWhole;
	ctg_reason says = CTG_GO_ON; ///< what there is to say of it, whatever is inside
	Reader reader = Reader::kConntrack;
	std::string why = {};    ///< one sentence, where the filter does not see all
	std::string remedy = {}; ///< what to do about it, where anything can be done
};

/// From the Ethernet header to the IP header.
struct LinkShape : Shape {
	std::function<Bytes(const Layer&)> wrap;
};
std::vector<LinkShape> link_shapes();

/// From the IP header to the layer-4 header.
struct NetworkShape : Shape {
	enum class Size { kUsual, kJumbo };

	std::function<Layer(const Addresses&, const Layer&)> wrap;
	Size size = Size::kUsual;
};
std::vector<NetworkShape> ipv4_shapes();
std::vector<NetworkShape> ipv6_shapes();
inline std::vector<NetworkShape> network_shapes(ctg_family family)
{
	return family == CTG_IPV4 ? ipv4_shapes() : ipv6_shapes();
}

/// What is no IP at all, and must pass; it ignores what is inside.
std::vector<NetworkShape> stranger_shapes();

} // namespace ctgate::selftest
