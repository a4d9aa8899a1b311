// SPDX-License-Identifier: MIT
#include "userspace/relief/target.hpp"

#include "loader/base/nearest.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ctgate::relief
{
namespace
{

constexpr std::array<TargetFacts, static_cast<std::size_t>(Target::kCount)> kFacts{{
	{"unassured", "every entry that is not ASSURED",
	 "who is connecting or asking at this moment: a handshake or a query under way is sent again and makes a new "
	 "entry; behind NAT the answer that is on its way is lost, and comes when it is asked for again"},
	{"closing", "TCP in FIN_WAIT, LAST_ACK, TIME_WAIT or CLOSE",
	 "nobody, as a rule: both ends are done; a segment that is still on its way is INVALID"},
	{"close-wait", "TCP in CLOSE_WAIT: one end has closed, the other has not",
	 "who still sends on the open half: the next segment is picked up anew where nf_conntrack_tcp_loose is 1 and "
	 "the rules let it pass; behind NAT, or with tcp_loose 0, the connection breaks"},
	{"handshakes", "TCP in SYN_SENT or SYN_RECV, not ASSURED",
	 "who is connecting at this moment: the SYN is sent again after a second and makes a new entry"},
	{"idle", "TCP ESTABLISHED without a packet for a long time",
	 "who owns such a connection and still wants it: its next segment is picked up anew where "
	 "nf_conntrack_tcp_loose is 1 and the rules let it pass; behind NAT, or with tcp_loose 0, the connection "
	 "breaks when it is used again"},
	{"outlived", "TCP ESTABLISHED with more time left than nf_conntrack_tcp_timeout_established gives today",
	 "who owns such a connection and still wants it: no packet has come since the timeout was lowered; its next "
	 "segment is picked up anew where nf_conntrack_tcp_loose is 1 and the rules let it pass; behind NAT, or with "
	 "tcp_loose 0, the connection breaks when it is used again"},
	{"unreplied-replies", "UDP from ports that answer (53, 123, 1900 ...), and nobody had asked",
	 "nobody: these are answers to questions that were never put through this conntrack"},
	{"picked-up", "TCP ESTABLISHED by a bare ACK, and never answered",
	 "who owns a connection of which this host sees one direction only: its next segment is picked up anew, as "
	 "this one was"},
	{"tunnels", "VXLAN, Geneve, GUE and GRE, of which this conntrack never sees an answer",
	 "nobody, where the rules accept a tunnel's packets as new: the next one makes its entry again; to keep them "
	 "out for good: ctgate advise notrack vxlan"},
	{"dns", "UDP to port 53, not ASSURED",
	 "who waits for an answer at this moment: where rules accept ESTABLISHED only, or behind NAT, it is lost, and "
	 "the question comes again after a second or more; to keep them out for good: ctgate advise notrack dns"},
}};

} // namespace

const TargetFacts& facts_of(Target target)
{
	return kFacts[static_cast<std::size_t>(target)];
}

std::vector<std::string> target_names()
{
	std::vector<std::string> names;
	std::ranges::transform(kFacts, std::back_inserter(names), &TargetFacts::name);
	return names;
}

Result<Target> parse_target(std::string_view text)
{
	const auto found = std::ranges::find(kFacts, text, &TargetFacts::name);
	if (found != kFacts.end())
		return static_cast<Target>(found - kFacts.begin());
	const auto names = target_names();
	return fail(EINVAL, "`{}` is nothing that can be freed; say {}{}", text, fmt::join(names, ", "),
		    did_you_mean(text, names));
}

} // namespace ctgate::relief
