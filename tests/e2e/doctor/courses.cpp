// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/courses.hpp"

#include "loader/base/unique_fd.hpp"
#include "tests/e2e/doctor/expectations.hpp"
#include "tests/e2e/doctor/limits.hpp"
#include "tests/e2e/doctor/nf_queue.hpp"
#include "tests/e2e/doctor/shapes.hpp"

#include <fcntl.h>
#include <sched.h>

#include <stdexcept>
#include <thread>

namespace ctgate::e2e
{
namespace
{

packet::Bytes datagram(std::uint32_t number, std::uint16_t port)
{
	const auto source = to_string(address_of("40.0.0.0") + number / 60000);
	return packet::Frame{}
		.ipv4({.source = source, .destination = "10.9.0.1"})
		.udp({.source_port = static_cast<std::uint16_t>(1024 + number % 64000), .destination_port = port})
		.payload(8)
		.bytes();
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
			insert(many(browsing, 0, 12000));
		}}.join();
		if (!fd_)
			throw std::runtime_error("no namespace of our own");
	}

private:
	UniqueFd fd_;
};

} // namespace

Course hold_packets(const Ward& ward, std::uint32_t number)
{
	ward.queue(kQueuedPort, kQueue);
	std::shared_ptr<NfQueue> queue;
	ward.host().inside([&] { queue = std::make_shared<NfQueue>(kQueue); });
	const std::uint64_t before = ward.entries();
	for (std::uint32_t i = 0; i < number; ++i)
		ward.wire().send(datagram(i, kQueuedPort));
	if (!eventually([&] { return ward.entries() >= before + number * 9 / 10; }))
		throw std::runtime_error("NFQUEUE does not hold the packets");
	return {.lasting = queue};
}

Course send_twice(const Ward& ward, std::uint32_t)
{
	ward.queue(kClashPort, kClashQueue);
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
							 .tcp({.destination_port = 443})
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

Course hide_a_namespace(const Ward&, std::uint32_t)
{
	return {.lasting = std::make_shared<HiddenNamespace>()};
}

} // namespace ctgate::e2e
