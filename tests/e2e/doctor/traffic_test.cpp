// SPDX-License-Identifier: MIT
// The same causes by packets: what the kernel makes of them is what the entries of the other tests pretend.
#include "tests/e2e/doctor/examination.hpp"
#include "tests/e2e/doctor/small_table.hpp"

#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace ctgate::e2e
{
namespace
{

using doctor::Cause;
using packet::Bytes;
using packet::Frame;

constexpr std::uint32_t kPackets = 3000;

class DoctorOfTraffic : public SmallTable
{
protected:
	/// One frame each of many flows, and what is named first then.
	static Cause first_after(const Ward& ward, const std::function<Bytes(std::uint32_t)>& frame)
	{
		ward.empty();
		for (std::uint32_t i = 0; i < kPackets; ++i)
			ward.wire().send(frame(i));
		if (!eventually([&] { return ward.entries() >= kPackets; }))
			throw std::runtime_error("conntrack made no entries of the packets");
		const auto diagnosis = examine(ward);
		return diagnosis.healthy() ? Cause::kCount : diagnosis.findings.front().cause;
	}

	static std::string stranger(std::uint32_t number) { return to_string(address_of("20.0.0.0") + number * 7919); }

	static Bytes udp(std::uint32_t number, const std::string& destination, std::uint16_t from, std::uint16_t to)
	{
		return Frame{}
			.ipv4({.source = stranger(number), .destination = destination})
			.udp({.source_port = from, .destination_port = to})
			.payload(20)
			.bytes();
	}

	static Bytes tcp(std::uint32_t number, std::uint8_t flags)
	{
		return Frame{}
			.ipv4({.source = stranger(number), .destination = "10.9.0.1"})
			.tcp({.destination_port = 443, .flags = flags})
			.bytes();
	}
};

TEST_F(DoctorOfTraffic, NamesWhatFloodsTheGate)
{
	const Ward ward;
	EXPECT_EQ(first_after(ward, [](std::uint32_t i) { return tcp(i, packet::kSyn); }), Cause::kSynFlood);
	EXPECT_EQ(first_after(ward, [](std::uint32_t i) { return tcp(i, packet::kAck); }), Cause::kPickedUp);
	EXPECT_EQ(first_after(ward, [](std::uint32_t i) { return udp(i, "10.9.0.1", 40000, 53); }), Cause::kDnsFlood);
	EXPECT_EQ(first_after(ward, [](std::uint32_t i) { return udp(i, "10.9.0.1", 53, 40000); }), Cause::kReflection);
	EXPECT_EQ(first_after(ward, [](std::uint32_t i) { return udp(i, "10.9.0.1", 40000, 4789); }), Cause::kTunnels);
	EXPECT_EQ(first_after(ward, [](std::uint32_t i) { return udp(i, "10.9.0.1", 40000, 514); }),
		  Cause::kOneWayFlood);
}

/// One program that opens connection after connection to what does not answer.
TEST_F(DoctorOfTraffic, NamesTheProgramOfAConnectStorm)
{
	const Ward ward;
	ward.empty();
	std::vector<UniqueFd> sockets;
	ward.host().inside([&] {
		sockaddr_in silent{};
		silent.sin_family = AF_INET;
		silent.sin_port = htons(8080);
		::inet_pton(AF_INET, "10.9.0.7", &silent.sin_addr);
		for (int i = 0; i < 400; ++i) {
			sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
			::connect(sockets.back().get(), reinterpret_cast<const sockaddr*>(&silent), sizeof(silent));
		}
	});
	const auto diagnosis = examine(ward);
	ASSERT_EQ(causes_of(diagnosis), std::vector<std::string>{"connect-storm"});
	EXPECT_THAT(text_of(diagnosis), testing::HasSubstr(std::to_string(::getpid()) + ") holds 400 such"));
}

/// One server whose program never closes what its clients have closed.
TEST_F(DoctorOfTraffic, NamesTheProgramThatDoesNotClose)
{
	const Ward ward;
	ward.empty();
	std::vector<UniqueFd> sockets;
	const auto loopback = [] {
		sockaddr_in here{};
		here.sin_family = AF_INET;
		here.sin_port = htons(9000);
		here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return here;
	}();
	ward.host().inside([&] {
		const auto* address = reinterpret_cast<const sockaddr*>(&loopback);
		const UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
		ASSERT_EQ(::bind(listener.get(), address, sizeof(loopback)), 0);
		ASSERT_EQ(::listen(listener.get(), 1000), 0);
		for (int i = 0; i < 400; ++i) {
			const UniqueFd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
			ASSERT_EQ(::connect(client.get(), address, sizeof(loopback)), 0);
			sockets.emplace_back(::accept(listener.get(), nullptr, nullptr));
		}
	});
	const auto diagnosis = examine(ward);
	ASSERT_EQ(causes_of(diagnosis), std::vector<std::string>{"close-wait"});
	EXPECT_THAT(text_of(diagnosis), testing::HasSubstr(std::to_string(::getpid()) + ") holds 400 such"));
}

} // namespace
} // namespace ctgate::e2e
