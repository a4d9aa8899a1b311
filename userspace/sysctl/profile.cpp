// SPDX-License-Identifier: MIT
#include "userspace/sysctl/profile.hpp"

#include "loader/base/nearest.hpp"
#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/memory.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace ctgate::sysctl
{
namespace
{

constexpr std::array kNames = {std::string_view{"auto"}, std::string_view{"dns"}, std::string_view{"web"},
			       std::string_view{"nat"}};

/// The table's share of the memory, in hundredths: of a server that does something else, of a gateway that does not.
constexpr std::int64_t kServerShare = 2;
constexpr std::int64_t kGatewayShare = 5;

/// What is in the table of one profile: zero where the kernel's own value stays.
struct Timeouts {
	std::string_view setting;
	std::int64_t dns, web, nat;
	std::string_view why;

	std::int64_t of(ProfileName profile) const
	{
		return profile == ProfileName::kDns ? dns : profile == ProfileName::kWeb ? web : nat;
	}
};

constexpr std::array kTimeouts = {
	Timeouts{"tcp_timeout_time_wait", 10, 30, 60, "closed connections are most of a busy server's table"},
	Timeouts{"tcp_timeout_syn_sent", 30, 30, 60, "SYNs that nobody answers, a scan's or a flood's, leave sooner"},
	Timeouts{"tcp_timeout_syn_recv", 20, 30, 60, "handshakes that nobody finishes leave sooner"},
	Timeouts{"tcp_timeout_fin_wait", 20, 30, 60, "closing connections leave sooner"},
	Timeouts{"tcp_timeout_close_wait", 20, 60, 60, "half-closed connections leave sooner"},
	Timeouts{"tcp_timeout_last_ack", 10, 15, 30, "closing connections leave sooner"},
	Timeouts{"tcp_timeout_max_retrans", 60, 120, 300, "connections to somebody who is gone leave sooner"},
	Timeouts{"tcp_timeout_unacknowledged", 60, 120, 300,
		 "what a flood of bare ACKs leaves in the table leaves sooner"},
	Timeouts{"udp_timeout", 10, 20, 30, "each datagram of a new pair holds an entry for so long"},
	Timeouts{"udp_timeout_stream", 30, 60, 120, "UDP conversations that are over leave sooner"},
	Timeouts{"icmp_timeout", 10, 10, 30, "an answer to an echo request comes within seconds"},
	Timeouts{"icmpv6_timeout", 10, 10, 30, "an answer to an echo request comes within seconds"},
	Timeouts{"generic_timeout", 60, 60, 120,
		 "a packet of any protocol that conntrack does not know holds an entry"},
};

struct Size {
	std::int64_t entries; ///< more are not needed
	std::int64_t percent; ///< of the memory
};

Size size_of(ProfileName profile)
{
	if (profile == ProfileName::kDns)
		return {262'144, kServerShare};
	if (profile == ProfileName::kWeb)
		return {1'048'576, kServerShare};
	return {setting("max").safe.most, kGatewayShare};
}

/// The largest power of two that the memory has room for; room for twice as many as there are now goes before.
Target maximum(ProfileName profile, const Host& host)
{
	const Size size = size_of(profile);
	const auto as_power = [](std::int64_t entries) {
		return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(entries)));
	};
	const auto needed = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(2 * host.entries)));
	const std::int64_t affordable = as_power(entries_in(host.ram_bytes, size.percent));
	const Range& safe = setting("max").safe;
	const std::int64_t value =
		std::clamp(std::min(std::max(size.entries, needed), affordable), safe.least, safe.most);
	return {.setting = "max",
		.value = value,
		.why = fmt::format("{}{} entries now; {} % of {} MiB of memory hold {}",
				   host.now("max") == kUnlimited ? "0 is no limit at all; " : "", host.entries,
				   size.percent, mib(host.ram_bytes), entries_in(host.ram_bytes, size.percent))};
}

std::int64_t wanted_established(ProfileName profile)
{
	constexpr std::int64_t kRfc5382 = 7'440; // REQ-5: 2 h 4 min at least
	return profile == ProfileName::kDns ? 3'600 : kRfc5382;
}

Target established(ProfileName profile, const Host& host)
{
	const Range& safe = setting("tcp_timeout_established").safe;
	const std::int64_t value =
		std::max({wanted_established(profile), shortest_established(profile, host), safe.least});
	return {.setting = "tcp_timeout_established",
		.value = std::min(value, safe.most),
		.why = fmt::format(
			"dead connections hold their entry for days; live ones with keepalive are heard every "
			"{} s, plus {} s for answers that fail",
			host.keepalive.time_s, host.keepalive.patience_s())};
}

} // namespace

std::string_view to_string(ProfileName name)
{
	return kNames[static_cast<std::size_t>(name)];
}

Result<ProfileName> parse_profile(std::string_view text)
{
	const auto found = std::ranges::find(kNames, text);
	if (found == kNames.end())
		return fail(EINVAL, "`{}` is no profile; say dns, web, nat or auto{}", text,
			    did_you_mean(text, {kNames.begin(), kNames.end()}));
	return static_cast<ProfileName>(found - kNames.begin());
}

ChosenProfile choose_profile(ProfileName asked, const Host& host)
{
	if (asked != ProfileName::kAuto)
		return {asked, "as asked"};
	if (host.forwards && host.rules.translate)
		return {ProfileName::kNat, "this host forwards, and has NAT rules"};
	if (host.answers_dns)
		return {ProfileName::kDns, "something listens on UDP port 53"};
	if (!host.rules.known && host.forwards)
		return {ProfileName::kWeb,
			"nothing listens on UDP port 53, and its NAT rules could not be read (as root "
			"they can)"};
	return {ProfileName::kWeb, "it is no NAT gateway, and nothing listens on UDP port 53"};
}

std::vector<Target> targets(ProfileName profile, const Host& host)
{
	std::vector<Target> all{maximum(profile, host), established(profile, host)};
	for (const Timeouts& one : kTimeouts)
		all.push_back({.setting = one.setting, .value = one.of(profile), .why = std::string{one.why}});
	return all;
}

std::int64_t shortest_established(ProfileName profile, const Host& host)
{
	constexpr std::int64_t kMinute = 60;
	Keepalive keepalive = host.keepalive;
	if (profile == ProfileName::kNat) // the connections are others', who have their own keepalive
		keepalive.time_s = std::max(keepalive.time_s, Keepalive{}.time_s);
	return (keepalive.time_s + keepalive.patience_s() + kMinute - 1) / kMinute * kMinute;
}

} // namespace ctgate::sysctl
