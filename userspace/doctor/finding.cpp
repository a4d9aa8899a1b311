// SPDX-License-Identifier: MIT
#include "userspace/doctor/finding.hpp"

#include <algorithm>

namespace ctgate::doctor
{
namespace
{

struct Words {
	const char* name;
	const char* title;
};

/// In the order of Cause.
constexpr std::array<Words, kCauses> kWords = {{
	{"explosion", "Connection explosion"},
	{"churn", "Churn of connections that close"},
	{"long-lived", "Long-lived idle connections"},
	{"malformed", "Malformed packets"},
	{"dns-flood", "DNS queries to this side"},
	{"reflection", "Reflected replies that nobody asked for"},
	{"dns-asked", "DNS queries of this host"},
	{"one-way-flood", "One-way traffic"},
	{"application", "One application"},
	{"connect-storm", "Connecting to what does not answer"},
	{"close-wait", "Connections that one side never closes"},
	{"held-entries", "Entries that something holds outside the table"},
	{"slab-leak", "Memory of entries that no table has"},
	{"expectations", "Expectations of helpers"},
	{"picked-up", "Connections picked up in the middle (tcp_loose)"},
	{"syn-flood", "SYN flood"},
	{"nat-ports", "NAT has run out of ports"},
	{"buckets", "Too few buckets"},
	{"tunnels", "Tunnels that are never answered"},
	{"clash", "Clashes: two packets of one new flow at once"},
	{"inactive", "Conntrack is not active here"},
	{"other-writer", "Somebody else writes the settings"},
	{"other-namespace", "The table of another namespace"},
}};

} // namespace

const char* name_of(Cause cause)
{
	return kWords[static_cast<std::size_t>(cause)].name;
}

const char* title_of(Cause cause)
{
	return kWords[static_cast<std::size_t>(cause)].title;
}

/// Two remedies of one finding free the same entries, or one a part of the other's.
std::uint64_t Finding::frees() const
{
	std::uint64_t most = 0;
	for (const Remedy& remedy : remedies)
		most = std::max(most, remedy.frees);
	return most;
}

} // namespace ctgate::doctor
