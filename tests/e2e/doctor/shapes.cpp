// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/shapes.hpp"

#include "tests/e2e/doctor/ward.hpp"

namespace ctgate::e2e
{
namespace
{

using std::chrono::seconds;

constexpr std::uint16_t kHttps = 443;
constexpr std::uint32_t kDays = 86400;
constexpr std::uint32_t kEstablished = 432000;

std::uint16_t high_port(std::uint32_t number)
{
	return static_cast<std::uint16_t>(1024 + number % 64000);
}

conntrack::Tuple flow(const conntrack::Address& source, std::uint16_t source_port, const std::string& destination,
		      std::uint16_t destination_port)
{
	return {source, address_of(destination), source_port, destination_port};
}

/// Clients all over the world, each with its own address and port.
conntrack::Tuple from_somewhere(std::uint32_t number, const std::string& destination, std::uint16_t port)
{
	return flow(address_of("20.0.0.0") + number * 7919, high_port(number), destination, port);
}

NewEntry tcp(const conntrack::Tuple& tuple, std::uint8_t state, std::uint32_t status, std::uint32_t left)
{
	return {.original = tuple, .status = status, .left = seconds{left}, .tcp_state = state};
}

NewEntry udp(const conntrack::Tuple& tuple, std::uint32_t status, std::uint32_t left)
{
	return {.original = tuple, .protocol = IPPROTO_UDP, .status = status, .left = seconds{left}};
}

} // namespace

NewEntry browsing(std::uint32_t i)
{
	return tcp(from_somewhere(i, kHostAddress, kHttps), TCP_CONNTRACK_ESTABLISHED, kSettled,
		   kEstablished - i % 200);
}

NewEntry closing(std::uint32_t i)
{
	return tcp(from_somewhere(i, kHostAddress, 80), TCP_CONNTRACK_TIME_WAIT, kSettled, 1 + i % 120);
}

NewEntry forgotten(std::uint32_t i)
{
	return tcp(from_somewhere(i, kHostAddress, 5432), TCP_CONNTRACK_ESTABLISHED, kSettled,
		   kEstablished - 7500 - i % (3 * kDays));
}

NewEntry queried(std::uint32_t i)
{
	return udp(from_somewhere(i, kHostAddress, 53), 0, 1 + i % 29);
}

NewEntry reflected(std::uint32_t i)
{
	return udp(flow(address_of("30.0.0.0") + i * 7919, 53, kHostAddress, high_port(i)), 0, 1 + i % 29);
}

NewEntry asked(std::uint32_t i)
{
	return udp(flow(address_of(kHostAddress), high_port(i), i % 2 ? "9.9.9.9" : "8.8.8.8", 53), 0, 1 + i % 29);
}

NewEntry told(std::uint32_t i)
{
	return udp(from_somewhere(i, "10.9.0.1", high_port(i * 31)), 0, 1 + i % 29);
}

NewEntry hoarded(std::uint32_t i)
{
	return tcp(flow(address_of("198.51.100.7"), high_port(i), kHostAddress, 3306), TCP_CONNTRACK_ESTABLISHED,
		   kSettled, kEstablished - i % 200);
}

NewEntry retried(std::uint32_t i)
{
	return tcp(flow(address_of(kHostAddress), high_port(i), "10.9.0.7", 8080), TCP_CONNTRACK_SYN_SENT, 0,
		   1 + i % 119);
}

NewEntry half_closed(std::uint32_t i)
{
	return tcp(from_somewhere(i, kHostAddress, 9000), TCP_CONNTRACK_CLOSE_WAIT, kSettled, 1 + i % 59);
}

NewEntry picked_up(std::uint32_t i)
{
	NewEntry entry = tcp(from_somewhere(i, "10.9.0.1", 8443), TCP_CONNTRACK_ESTABLISHED, 0, 1 + i % 299);
	entry.tcp_flags = kPickedUp;
	entry.tcp_scale = 0;
	return entry;
}

NewEntry half_open(std::uint32_t i)
{
	return i % 4 ? tcp(from_somewhere(i, kHostAddress, 8080), TCP_CONNTRACK_SYN_SENT, 0, 1 + i % 119)
		     : tcp(from_somewhere(i, kHostAddress, 8080), TCP_CONNTRACK_SYN_RECV, IPS_SEEN_REPLY, 1 + i % 59);
}

NewEntry tunnelled(std::uint32_t i)
{
	return udp(flow(address_of("10.1.0.1") + i % 50, high_port(i), kHostAddress, 4789), 0, 1 + i % 29);
}

NewEntry usual(std::uint32_t i)
{
	const std::uint32_t client = 5'000'000 + i;
	switch (i % 20) {
	case 0: // has slept for an hour or two
		return tcp(from_somewhere(client, kHostAddress, 22), TCP_CONNTRACK_ESTABLISHED, kSettled,
			   kEstablished - 3700 - i % 3000);
	case 1:
		return tcp(from_somewhere(client, kHostAddress, kHttps), TCP_CONNTRACK_SYN_RECV, IPS_SEEN_REPLY,
			   50 + i % 10);
	case 2:
	case 3:
	case 4:
		return tcp(from_somewhere(client, kHostAddress, kHttps), TCP_CONNTRACK_TIME_WAIT, kSettled,
			   15 + i % 105);
	case 5:
		return tcp(from_somewhere(client, kHostAddress, kHttps), TCP_CONNTRACK_FIN_WAIT, kSettled,
			   15 + i % 105);
	case 6:
	case 7:
		return udp(flow(address_of(kHostAddress), high_port(client), "1.1.1.1", 53), IPS_SEEN_REPLY,
			   15 + i % 15);
	case 8:
		return udp(from_somewhere(client, kHostAddress, kHttps), kSettled, 60 + i % 60); // QUIC
	case 9:
		return udp(flow(address_of(kHostAddress), high_port(client), "10.9.0.3", 514), 0, 15 + i % 15);
	default:
		return tcp(from_somewhere(client, kHostAddress, kHttps), TCP_CONNTRACK_ESTABLISHED, kSettled,
			   kEstablished - i % 250);
	}
}

std::vector<NewEntry> many(NewEntry (*one)(std::uint32_t), std::uint32_t from, std::uint32_t number)
{
	std::vector<NewEntry> entries;
	entries.reserve(number);
	for (std::uint32_t i = from; i < from + number; ++i)
		entries.push_back(one(i));
	return entries;
}

} // namespace ctgate::e2e
