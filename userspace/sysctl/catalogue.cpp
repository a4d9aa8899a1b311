// SPDX-License-Identifier: MIT
#include "userspace/sysctl/catalogue.hpp"

#include "loader/base/nearest.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace ctgate::sysctl
{
namespace
{

constexpr auto kSeconds = Unit::kSeconds;
constexpr auto kNumber = Unit::kNumber;
constexpr auto kMachine = Scope::kMachine;
constexpr auto kNamespace = Scope::kNamespace;
constexpr Range kSwitch{0, 1};
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kEntriesMost = 16'777'216;

constexpr std::array kCatalogue = {
	Setting{"max",
		kNumber,
		kMachine,
		{65'536, 4'194'304},
		{1'024, kEntriesMost},
		"entries that each network namespace may have",
		"without as many buckets chains grow until new flows fail (chaintoolong in conntrack -S)"},
	Setting{"buckets",
		kNumber,
		kMachine,
		{1'024, 4'194'304},
		{1'024, kEntriesMost},
		"slots of the hash table that all network namespaces share",
		"the change rehashes every entry under all locks: packets wait meanwhile; do it off-peak"},
	Setting{"expect_max",
		kNumber,
		kMachine,
		{1'024, 16'384},
		{1, 262'144},
		"expected connections of helpers: FTP, SIP",
		"too few: data connections of FTP and calls of SIP are refused"},
	Setting{"tcp_timeout_established",
		kSeconds,
		kNamespace,
		{600, 432'000},
		{60, 30 * kDay},
		"how long a connection may be silent",
		"too short: a connection that is silent for longer is forgotten; behind NAT it is dead, and nobody "
		"tells its ends"},
	Setting{"tcp_timeout_time_wait",
		kSeconds,
		kNamespace,
		{10, 120},
		{1, 600},
		"after both sides have closed",
		"too short: late segments are INVALID, and NAT gives the port away sooner (RFC 5382 wants 240 s of "
		"strict "
		"gateways)"},
	Setting{"tcp_timeout_syn_sent",
		kSeconds,
		kNamespace,
		{20, 120},
		{5, 600},
		"a SYN that nobody has answered",
		"too short, less than the pause between a client's SYNs (tcp_syn_retries): each makes an entry anew; "
		"mostly "
		"harmless"},
	Setting{"tcp_timeout_syn_recv",
		kSeconds,
		kNamespace,
		{20, 60},
		{5, 600},
		"a handshake without its last ACK",
		"too short: slow clients: their last ACK comes when the entry is gone, and with tcp_loose=0 it is "
		"INVALID"},
	Setting{"tcp_timeout_fin_wait",
		kSeconds,
		kNamespace,
		{20, 120},
		{5, 3'600},
		"one side has closed, and waits",
		"too short: a long answer to a closed question is cut when it pauses for longer"},
	Setting{"tcp_timeout_close_wait",
		kSeconds,
		kNamespace,
		{20, 3'600},
		{5, kDay},
		"one side has closed, the other goes on",
		"too short: half-closed downloads that pause for longer are cut; kube-proxy sets 3600 for their sake"},
	Setting{"tcp_timeout_last_ack",
		kSeconds,
		kNamespace,
		{10, 30},
		{5, 600},
		"both have closed, one ACK is missing",
		"none to speak of"},
	Setting{"tcp_timeout_close",
		kSeconds,
		kNamespace,
		{5, 10},
		{1, 600},
		"after a reset",
		"too short: late segments are INVALID"},
	Setting{"tcp_timeout_max_retrans",
		kSeconds,
		kNamespace,
		{60, 300},
		{10, 3'600},
		"a connection that retransmits without an answer",
		"too short: a line that is down for longer costs the connections over it"},
	Setting{"tcp_timeout_unacknowledged",
		kSeconds,
		kNamespace,
		{60, 300},
		{10, 3'600},
		"data that nobody acknowledged; connections picked up in the middle (tcp_loose=1)",
		"too short: a line that is down for longer costs the connections over it"},
	Setting{"tcp_max_retrans",
		kNumber,
		kNamespace,
		{3, 8},
		{1, 16},
		"retransmissions after which tcp_timeout_max_retrans holds",
		"too few: lossy lines get the short timeout"},
	Setting{"tcp_loose", kNumber, kNamespace, kSwitch, kSwitch,
		"whether a connection may be picked up in the middle",
		"0: connections that conntrack does not know are INVALID: after a flush, a failover, on asymmetric "
		"paths"},
	Setting{"tcp_be_liberal", kNumber, kNamespace, kSwitch, kSwitch,
		"whether only resets out of window are INVALID",
		"1: conntrack checks less of what belongs to a known connection"},
	Setting{"tcp_ignore_invalid_rst", kNumber, kNamespace, kSwitch, kSwitch,
		"whether resets out of window are let be", "1: conntrack checks less of a reset"},
	Setting{"udp_timeout",
		kSeconds,
		kNamespace,
		{5, 60},
		{1, 600},
		"a datagram that nobody has answered, and a single answer",
		"too short: an answer that takes longer is a stranger's; a resolver waits up to 10 s for other "
		"servers"},
	Setting{"udp_timeout_stream",
		kSeconds,
		kNamespace,
		{30, 300},
		{10, kDay},
		"UDP in both directions for more than 2 s",
		"too short: voice, WireGuard (keepalive 25 s), QUIC: what pauses for longer loses its NAT (RFC 4787: "
		"120 s at "
		"least)"},
	Setting{"icmp_timeout",
		kSeconds,
		kNamespace,
		{5, 60},
		{1, 600},
		"an echo request",
		"too short: answers that come later are INVALID (RFC 5508: 60 s for NAT)"},
	Setting{"icmpv6_timeout",
		kSeconds,
		kNamespace,
		{5, 60},
		{1, 600},
		"an echo request of IPv6",
		"too short: answers that come later are INVALID"},
	Setting{"generic_timeout",
		kSeconds,
		kNamespace,
		{60, 600},
		{10, kDay},
		"protocols that conntrack does not know: ESP and others",
		"too short: tunnels that pause for longer lose their NAT"},
	Setting{"gre_timeout",
		kSeconds,
		kNamespace,
		{30, 180},
		{5, 3'600},
		"GRE that nobody has answered",
		"too short: tunnels that pause for longer lose their NAT"},
	Setting{"gre_timeout_stream",
		kSeconds,
		kNamespace,
		{180, 600},
		{30, kDay},
		"GRE in both directions",
		"too short: tunnels that pause for longer lose their NAT"},
	Setting{"acct", kNumber, kNamespace, kSwitch, kSwitch, "whether packets and bytes of each entry are counted",
		"1: up to 128 B more for every entry that is made from then on"},
	Setting{"timestamp", kNumber, kNamespace, kSwitch, kSwitch, "whether each entry knows when it began",
		"1: up to 128 B more for every entry that is made from then on"},
	Setting{"events",
		kNumber,
		kNamespace,
		{0, 2},
		{0, 2},
		"whether changes are told to listeners: no, always, when there is one",
		"0: conntrackd and conntrack -E hear nothing; 1: up to 128 B more for every entry"},
	Setting{"checksum", kNumber, kNamespace, kSwitch, kSwitch, "whether wrong checksums are INVALID",
		"0: packets with a wrong checksum make entries"},
	Setting{"log_invalid",
		kNumber,
		kNamespace,
		{0, 255},
		{0, 255},
		"protocol of which INVALID packets are logged; 0 none, 255 all",
		"under an attack the log floods the machine; use it for minutes"},
};

void strip(std::string& text, std::string_view prefix)
{
	if (text.starts_with(prefix))
		text.erase(0, prefix.size());
}

std::string short_name(std::string_view name)
{
	std::string text{name};
	std::ranges::replace(text, '/', '.');
	if (text == "net.nf_conntrack_max") // its older name, which the kernel still has
		return "max";
	strip(text, kDirectory);
	strip(text, kPrefix);
	return text;
}

} // namespace

std::span<const Setting> catalogue()
{
	return kCatalogue;
}

const Setting* find_setting(std::string_view name)
{
	const auto found = std::ranges::find(kCatalogue, short_name(name), &Setting::name);
	return found == kCatalogue.end() ? nullptr : &*found;
}

Result<const Setting*> require_setting(std::string_view name)
{
	if (const Setting* found = find_setting(name))
		return found;
	const std::string typed = short_name(name);
	std::vector<std::string> names;
	for (const Setting& one : kCatalogue) {
		if (!typed.empty() && one.name.ends_with("_" + typed)) // `established`, `time_wait`
			return fail(EINVAL, "`{}` is no setting of conntrack; did you mean `{}`?", name, one.name);
		names.emplace_back(one.name);
	}
	return fail(EINVAL, "`{}` is no setting of conntrack that ctgate tunes{}", name, did_you_mean(typed, names));
}

const Setting& setting(std::string_view name)
{
	if (const Setting* found = find_setting(name))
		return *found;
	throw std::logic_error{fmt::format("{} is not in the catalogue", name)};
}

} // namespace ctgate::sysctl
