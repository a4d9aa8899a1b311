// SPDX-License-Identifier: MIT
#include "tests/bench/population.hpp"

namespace ctgate::bench
{
namespace
{

using conntrack::Address;
using conntrack::Tuple;
using e2e::address_of;
using e2e::kPickedUp;
using e2e::kSettled;
using e2e::NewEntry;
using e2e::operator+;
using std::chrono::seconds;

constexpr std::uint16_t kDns = 53, kHttps = 443;
constexpr seconds kLong{36'000}; ///< of states that last a minute: a table must stay as it is for a whole run
constexpr seconds kBusy{431'990}, kForgotten{400'000};
constexpr std::uint16_t kEchoRequest = 8, kEchoRequest6 = 128;

/// Both sides of a flow: a client, one of a few hosts here.
struct Ends {
	Address client, here;
	std::uint16_t port; ///< the client's

	Tuple towards(std::uint16_t service) const { return {client, here, port, service}; }
	Tuple from_here(std::uint16_t service) const { return {here, client, port, service}; }
};

Ends ends(std::uint32_t client, std::uint32_t number, bool version6)
{
	static const Address client4 = address_of("20.0.0.0"), client6 = address_of("2001:db8:1::");
	static const Address here4 = address_of(kHost4), here6 = address_of(kHost6);
	return {.client = (version6 ? client6 : client4) + client * 7919,
		.here = version6 ? here6 : here4,
		.port = static_cast<std::uint16_t>(1024 + number % 64'000)};
}

/// Few clients have much, many have little: the n-th entry is that of client n^2 / 2^24. A client's entries follow
/// each other, so all its ports differ.
Ends of_client(std::uint32_t number)
{
	const auto client = static_cast<std::uint32_t>(std::uint64_t{number} * number >> 24);
	return ends(client, number, client % 3 == 0);
}

NewEntry tcp(const Tuple& tuple, std::uint8_t state, std::uint32_t status, seconds left = kLong)
{
	return {.original = tuple, .status = status, .left = left, .tcp_state = state};
}

NewEntry udp(const Tuple& tuple, std::uint32_t status)
{
	return {.original = tuple, .protocol = IPPROTO_UDP, .status = status, .left = kLong};
}

NewEntry picked_up(const Tuple& tuple)
{
	NewEntry entry = tcp(tuple, TCP_CONNTRACK_ESTABLISHED, 0);
	entry.tcp_flags = kPickedUp;
	entry.tcp_scale = 0;
	return entry;
}

NewEntry pinged(const Ends& ends)
{
	const bool version6 = ends.client.family == AF_INET6;
	NewEntry entry = udp(ends.towards(version6 ? kEchoRequest6 : kEchoRequest), IPS_SEEN_REPLY);
	entry.protocol = IPPROTO_ICMP;
	if (version6)
		entry.protocol = IPPROTO_ICMPV6;
	return entry;
}

/// Parts of a hundred, as on a busy gateway.
NewEntry everyday(std::uint32_t number)
{
	const Ends flow = of_client(number);
	const std::uint32_t part = number % 100;
	if (part < 30)
		return tcp(flow.towards(kHttps), TCP_CONNTRACK_ESTABLISHED, kSettled, kBusy);
	if (part < 42)
		return tcp(flow.towards(5432), TCP_CONNTRACK_ESTABLISHED, kSettled, kForgotten);
	if (part < 57)
		return tcp(flow.towards(80), TCP_CONNTRACK_TIME_WAIT, kSettled);
	if (part < 61)
		return tcp(flow.towards(9000), TCP_CONNTRACK_CLOSE_WAIT, kSettled);
	if (part < 64)
		return tcp(flow.towards(kHttps), TCP_CONNTRACK_FIN_WAIT, kSettled);
	if (part < 68)
		return tcp(flow.towards(kHttps), TCP_CONNTRACK_SYN_SENT, 0);
	if (part < 70)
		return tcp(flow.towards(kHttps), TCP_CONNTRACK_SYN_RECV, IPS_SEEN_REPLY);
	if (part < 72)
		return picked_up(flow.towards(8443));
	if (part < 84)
		return udp(flow.from_here(kDns), IPS_SEEN_REPLY);
	if (part < 89)
		return udp(flow.towards(kDns), IPS_SEEN_REPLY);
	if (part < 95)
		return udp(flow.towards(kHttps), kSettled);
	if (part < 98)
		return udp({flow.client, flow.here, kDns, flow.port}, 0);
	return pinged(flow);
}

/// Every entry has a source of its own, and a third a destination of its own: what the doctor's sketches keep of one
/// they must throw out for the next.
NewEntry spoofed(std::uint32_t number)
{
	const Ends flow = ends(number, number, number % 4 == 0);
	switch (number % 3) {
	case 0:
		return tcp(flow.towards(kHttps), TCP_CONNTRACK_SYN_SENT, 0);
	case 1:
		return udp(flow.towards(kDns), 0);
	default:
		return udp({flow.client, flow.here + number, flow.port, flow.port}, 0);
	}
}

} // namespace

std::vector<Population> populations()
{
	return {{"everyday mix", everyday}, {"spoofed sources", spoofed}};
}

} // namespace ctgate::bench
