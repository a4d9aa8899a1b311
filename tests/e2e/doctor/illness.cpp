// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/illness.hpp"

#include "tests/e2e/doctor/expectations.hpp"
#include "tests/e2e/doctor/limits.hpp"
#include "tests/e2e/doctor/nf_queue.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <fcntl.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace ctgate::e2e
{
namespace
{

using doctor::Cause;
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

template <class Function>
auto many(Function one)
{
	return [one](std::uint32_t from, std::uint32_t number) {
		std::vector<NewEntry> entries;
		entries.reserve(number);
		for (std::uint32_t i = from; i < from + number; ++i)
			entries.push_back(one(i));
		return entries;
	};
}

NewEntry tcp(const conntrack::Tuple& tuple, std::uint8_t state, std::uint32_t status, std::uint32_t left)
{
	return {.original = tuple, .status = status, .left = seconds{left}, .tcp_state = state};
}

NewEntry udp(const conntrack::Tuple& tuple, std::uint32_t status, std::uint32_t left)
{
	return {.original = tuple, .protocol = IPPROTO_UDP, .status = status, .left = seconds{left}};
}

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

packet::Bytes datagram(std::uint32_t number, std::uint16_t port)
{
	const auto source = to_string(address_of("40.0.0.0") + number / 60000);
	return packet::Frame{}
		.ipv4({.source = source, .destination = "10.9.0.1"})
		.udp({.source_port = high_port(number), .destination_port = port})
		.payload(8)
		.bytes();
}

/// Packets that a slow program holds, each of a flow that is not in the table yet.
Course hold_packets(const Ward& ward, std::uint32_t number)
{
	std::shared_ptr<NfQueue> queue;
	ward.host().inside([&] { queue = std::make_shared<NfQueue>(kQueue); });
	const std::uint64_t before = ward.entries();
	for (std::uint32_t i = 0; i < number; ++i)
		ward.wire().send(datagram(i, kQueuedPort));
	if (!eventually([&] { return ward.entries() >= before + number * 9 / 10; }))
		throw std::runtime_error("NFQUEUE does not hold the packets");
	return {.lasting = queue};
}

/// Each flow begins with two packets at once: the second finds no entry either, because the first waits in a queue.
Course send_twice(const Ward& ward, std::uint32_t)
{
	std::shared_ptr<NfQueue> queue;
	ward.host().inside([&] { queue = std::make_shared<NfQueue>(kClashQueue); });
	return {.lasting = {}, .meanwhile = [queue, &ward, number = 0U]() mutable {
			constexpr std::uint32_t kFlows = 5;
			for (std::uint32_t i = 0; i < 2 * kFlows; ++i)
				ward.wire().send(datagram(number + i / 2, kClashPort));
			number += kFlows;
			queue->accept(2 * kFlows);
		}};
}

Course send_malformed(const Ward& ward, std::uint32_t)
{
	return {.lasting = {}, .meanwhile = [&ward] {
			for (int i = 0; i < 30; ++i) {
				const auto flags = static_cast<std::uint8_t>(i % 2 ? 0 : packet::kSyn | packet::kFin);
				ward.wire().send(packet::Frame{}
							 .ipv4({.destination = kHostAddress})
							 .tcp({.flags = flags})
							 .bytes());
			}
		}};
}

Course send_through_nat(const Ward& ward, std::uint32_t)
{
	return {.lasting = {}, .meanwhile = [&ward, number = 0U]() mutable {
			for (int i = 0; i < 20; ++i)
				ward.wire().send(datagram(number++, kNarrowPort));
		}};
}

Course knock(const Ward& ward, std::uint32_t)
{
	return {.lasting = {}, .meanwhile = [&ward, number = 0U]() mutable {
			for (int i = 0; i < 5; ++i, ++number)
				ward.wire().send(packet::Frame{}
							 .ipv4({.source = to_string(address_of("50.0.0.0") + number),
								.destination = "10.9.0.1"})
							 .tcp({.destination_port = kHttps})
							 .bytes());
		}};
}

Course with_few_buckets(const Ward&, std::uint32_t)
{
	return {.lasting = std::make_shared<HostSetting>("net/netfilter/nf_conntrack_buckets", 2048)};
}

Course with_expectations(const Ward& ward, std::uint32_t)
{
	auto few = std::make_shared<HostSetting>("net/netfilter/nf_conntrack_expect_max", 50);
	ward.host().inside([] { expect_ftp_data(45); });
	return {.lasting = few};
}

/// A namespace that only this file keeps alive, full of entries: no other program can find it.
class HiddenNamespace
{
public:
	HiddenNamespace()
	{
		std::thread{[this] {
			if (::unshare(CLONE_NEWNET) < 0)
				return;
			fd_ = UniqueFd{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
			insert(many(browsing)(0, 12000));
		}}.join();
		if (!fd_)
			throw std::runtime_error("no namespace of our own");
	}

private:
	UniqueFd fd_;
};

Illness by_entries(Cause cause, NewEntry (*one)(std::uint32_t))
{
	return {.cause = cause, .entries = many(one)};
}

Illness growing(Cause cause, NewEntry (*one)(std::uint32_t))
{
	return {.cause = cause, .entries = many(one), .grows = true};
}

Illness beside_the_table(Cause cause, Course (*begin)(const Ward&, std::uint32_t))
{
	return {.cause = cause, .begin = begin, .takes_room = false};
}

Course hide_a_namespace(const Ward&, std::uint32_t)
{
	return {.lasting = std::make_shared<HiddenNamespace>()};
}

} // namespace

std::vector<Illness> illnesses()
{
	return {
		growing(Cause::kExplosion, browsing),
		growing(Cause::kChurn, closing),
		by_entries(Cause::kLongLived, forgotten),
		beside_the_table(Cause::kMalformed, send_malformed),
		by_entries(Cause::kDnsFlood, queried),
		by_entries(Cause::kReflection, reflected),
		by_entries(Cause::kDnsAsked, asked),
		by_entries(Cause::kOneWayFlood, told),
		growing(Cause::kApplication, hoarded),
		by_entries(Cause::kConnectStorm, retried),
		by_entries(Cause::kCloseWait, half_closed),
		{.cause = Cause::kHeldEntries, .begin = hold_packets},
		beside_the_table(Cause::kSlabLeak, hide_a_namespace),
		beside_the_table(Cause::kExpectations, with_expectations),
		by_entries(Cause::kPickedUp, picked_up),
		by_entries(Cause::kSynFlood, half_open),
		beside_the_table(Cause::kNatPorts, send_through_nat),
		beside_the_table(Cause::kBuckets, with_few_buckets),
		by_entries(Cause::kTunnels, tunnelled),
		beside_the_table(Cause::kClash, send_twice),
	};
}

Illness customers()
{
	return beside_the_table(Cause::kCount, knock);
}

const Illness& illness(const std::vector<Illness>& all, Cause cause)
{
	return *std::ranges::find(all, cause, &Illness::cause);
}

std::vector<NewEntry> healthy_entries(std::uint32_t from, std::uint32_t number)
{
	return many([](std::uint32_t i) {
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
	})(from, number);
}

} // namespace ctgate::e2e
