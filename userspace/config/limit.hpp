// SPDX-License-Identifier: MIT
// A limit: what it matches, and what of it may pass.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"
#include "userspace/config/rate.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

/// One token bucket.
struct Bucket {
	Rate rate;
	std::uint32_t burst;

	bool operator==(const Bucket&) const = default;
};

/// "5000/s burst 10000"
std::string to_string(const Bucket& bucket);

/// All sources that share so many bits are held to `times` the rate and burst of one source.
struct PrefixLength {
	std::uint8_t bits;
	std::uint16_t times;

	bool operator==(const PrefixLength&) const = default;
};

/// "/32, /24 x16"
std::string to_string(const std::vector<PrefixLength>& lengths);

/// Does a packet of a flow that conntrack knows count?
enum class Counting { kAll, kNewOnly };

struct Limit {
	std::string name; ///< small letters, digits and hyphens; at most 15
	ctg_limit_protocol protocol = CTG_LIMIT_UDP;
	ctg_side side = CTG_DESTINATION;  ///< whose ports
	std::vector<std::uint16_t> ports; ///< none: all
	Counting counting = Counting::kAll;
	std::array<Bucket, CTG_LIMIT_BUCKETS> bucket{};               ///< by ctg_limit_bucket
	std::array<std::vector<PrefixLength>, CTG_FAMILIES> prefixes; ///< the longest first

	bool operator==(const Limit&) const = default;

	/// EINVAL says what cannot be.
	Result<void> check() const;
	/// "UDP to port 53, new flows only"
	std::string matches() const;
	/// The same in at most thirty characters: "UDP from 16 ports, new".
	std::string summary() const;

	ctg_limit to_image() const;
	static Limit from_image(const ctg_limit& image);
};

/// The limits of a new filter, and what their buckets do: by ctg_limit_bucket.
struct DefaultLimit {
	Limit limit;
	std::array<ctg_action, CTG_LIMIT_BUCKETS> action;
};
std::vector<DefaultLimit> default_limits();

/// "53" or "53,853,5353". EINVAL names what is no port.
Result<std::vector<std::uint16_t>> parse_ports(std::string_view text);
/// "32,24x16" of IPv4 or "128,64x4" of IPv6: bits, and times the rate of one source.
Result<std::vector<PrefixLength>> parse_prefix_lengths(std::string_view text, ctg_family family);
/// udp, tcp-syn, icmp-echo or other.
Result<ctg_limit_protocol> parse_protocol(std::string_view text);
std::string_view to_string(ctg_limit_protocol protocol);

} // namespace ctgate
