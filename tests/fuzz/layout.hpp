// SPDX-License-Identifier: MIT
// Where the headers of a frame lie, so that the fuzzer can change what matters. Not an oracle: it believes
// what it reads, follows as far as it gets, and nothing is judged by what it says.
#pragma once

#include "tests/packet/frame.hpp"

#include <optional>
#include <vector>

namespace ctgate::fuzz
{

/// A number in network byte order that decides how the frame is read.
struct Field {
	std::size_t at;
	std::size_t width; ///< 1 or 2 bytes
};

/// A header, and the byte that says which kind it is of.
struct Link {
	std::size_t protocol_at;
	std::size_t header_at;
};

struct Layout {
	std::vector<Field> fields;
	std::vector<std::size_t> seams; ///< where a header begins
	std::optional<std::size_t> ipv4, ipv6, tcp, udp;
	std::vector<Link> links; ///< of IPv6, the layer-4 header last; of IPv4 only that
};

Layout layout_of(const packet::Bytes& frame);

} // namespace ctgate::fuzz
