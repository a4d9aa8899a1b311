// SPDX-License-Identifier: MIT
// What one pass over the conntrack table tells: plain numbers, which can be saved and read again.
#pragma once

#include "userspace/conntrack/kind.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ctgate::doctor
{

/// Someone, and how many entries are his: at least so many; the sketch may miss 1 % of its group.
struct Named {
	std::string name;
	std::uint64_t entries = 0;
};

/// The entries of one kind.
struct Group {
	std::uint64_t entries = 0;
	std::uint64_t replied = 0;
	std::uint64_t assured = 0;
	std::uint64_t from_here = 0; ///< opened by this host
	std::uint64_t to_here = 0;   ///< opened towards this host; neither: forwarded
	std::uint64_t sources = 0;   ///< different ones, to about 3 %
	std::uint64_t destinations = 0;
	std::vector<Named> top_sources;  ///< "192.0.2.7"
	std::vector<Named> top_services; ///< "tcp 198.51.100.1:443"
	std::vector<Named> top_pairs;    ///< "192.0.2.7 > tcp 198.51.100.1:443"
};

/// Lower ends of the classes of the idle histogram, in seconds. 7440 is RFC 5382, REQ-5.
constexpr std::array<std::uint32_t, 9> kIdleFrom{0, 60, 300, 900, 3600, 7440, 21600, 86400, 259200};

struct Figures {
	std::uint64_t entries = 0;
	std::array<Group, conntrack::kKinds> groups;
	Group all; ///< all kinds together

	std::array<std::uint64_t, kIdleFrom.size()> idle{}; ///< ESTABLISHED flows by the time since their last packet
	std::uint64_t outlived = 0; ///< idle since the timeout was lowered, for how long cannot be told

	/// ESTABLISHED in both directions and picked up in the middle.
	std::uint64_t picked_up_assured = 0;
	std::uint64_t expiring = 0; ///< less than kExpiringSeconds left
	std::vector<Named>
		translated; ///< "192.0.2.1 > tcp 198.51.100.1:443": source NAT's address and what it talks to
	std::map<std::string, std::uint64_t> helpers;
	double seconds = 0; ///< that the pass took

	const Group& of(conntrack::Kind kind) const { return groups[static_cast<std::size_t>(kind)]; }
	/// ESTABLISHED flows without a packet for at least so many seconds, one of kIdleFrom.
	std::uint64_t idle_for(std::uint32_t seconds_at_least) const;
};

constexpr std::uint32_t kExpiringSeconds = 10;

} // namespace ctgate::doctor
