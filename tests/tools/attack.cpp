// SPDX-License-Identifier: MIT
#include "tests/tools/attack.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <random>
#include <stdexcept>

namespace ctgate::flood
{
namespace
{

using packet::Bytes;
using packet::Frame;

constexpr std::uint32_t kSlash10 = 1u << 22, kSlash16 = 1u << 16;
constexpr std::uint16_t kDns = 53;

/// `example. IN A`, recursion desired.
const Bytes kQuestion{0x12, 0x34, 0x01, 0x00, 0,   1,   0,   0, 0, 0, 0, 0, 7,
		      'e',  'x',  'a',  'm',  'p', 'l', 'e', 0, 0, 1, 0, 1};
/// Its answer: one address record.
const Bytes kAnswer{0x12, 0x34, 0x81, 0x80, 0,    1,  0, 1, 0, 0, 0, 0, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0,
		    0,    1,    0,    1,    0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 0,   0,   4,   192, 0,   2,   1};

constexpr std::array<std::uint8_t, 3> kMalformedFlags{packet::kSyn | packet::kFin, 0,
						      packet::kFin | packet::kPsh | packet::kUrg};

std::uint32_t number_of(const std::string& text)
{
	in_addr address{};
	if (::inet_pton(AF_INET, text.c_str(), &address) != 1)
		throw std::invalid_argument("not an IPv4 address: " + text);
	return ntohl(address.s_addr);
}

std::string text_of(std::uint32_t number)
{
	const in_addr address{htonl(number)};
	std::array<char, INET_ADDRSTRLEN> text{};
	return ::inet_ntop(AF_INET, &address, text.data(), text.size());
}

class Composer
{
public:
	explicit Composer(const Options& options)
	    : options_{options}, random_{options.seed}, behind_{number_of(options.behind)},
	      spoofed_{number_of(options.spoofed)}, reflectors_{number_of(options.reflectors)}
	{
	}

	Bytes compose(Kind kind)
	{
		if (kind == Kind::kMalformed)
			return malformed();
		return kind == Kind::kQuery ? query() : reply();
	}

private:
	Frame addressed(const std::string& source, const std::string& destination) const
	{
		return Frame{}.destination_mac(options_.mac).ipv4({.source = source, .destination = destination});
	}

	Bytes malformed()
	{
		return addressed(spoofed(), either())
			.tcp({.source_port = port(),
			      .destination_port = 80,
			      .flags = kMalformedFlags[below(kMalformedFlags.size())]})
			.bytes();
	}

	Bytes query()
	{
		return addressed(spoofed(), options_.host)
			.udp({.source_port = port(), .destination_port = kDns})
			.payload(kQuestion)
			.bytes();
	}

	Bytes reply()
	{
		return addressed(text_of(reflectors_ + 1 + below(options_.reflector_count)), either())
			.udp({.source_port = kDns, .destination_port = port()})
			.payload(kAnswer)
			.bytes();
	}

	std::string spoofed() { return text_of(spoofed_ + below(kSlash10)); }
	/// One in eight to the host, the others to addresses behind it.
	std::string either() { return below(8) == 0 ? options_.host : text_of(behind_ + below(kSlash16)); }
	std::uint16_t port() { return static_cast<std::uint16_t>(1024 + below(64512)); }
	std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

	const Options& options_;
	std::mt19937 random_;
	std::uint32_t behind_, spoofed_, reflectors_;
};

} // namespace

std::vector<Shot> compose(const Options& options)
{
	std::vector<Kind> order;
	for (std::size_t kind = 0; kind < kKindNames.size(); ++kind)
		order.insert(order.end(), static_cast<std::size_t>(options.rate[kind] * options.seconds), Kind(kind));
	std::mt19937 random{options.seed};
	std::ranges::shuffle(order, random);

	Composer composer{options};
	std::vector<Shot> shots;
	shots.reserve(order.size());
	for (const Kind kind : order)
		shots.push_back({.kind = kind, .frame = composer.compose(kind)});
	return shots;
}

} // namespace ctgate::flood
