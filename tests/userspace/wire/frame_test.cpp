// SPDX-License-Identifier: MIT
// The frames that `ctgate why` builds, against the builder of the tests, which scapy has checked byte for byte.
#include "userspace/wire/frame.hpp"

#include "tests/packet/frame.hpp"
#include "tests/packet/network_order.hpp"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

namespace ctgate::wire
{
namespace
{

using packet::Frame;

constexpr std::size_t kEthernet = 14, kIpv4 = 20;

Path<Endpoint> endpoints(std::string_view source, std::string_view destination)
{
	return between(parse_endpoint(source).value(), parse_endpoint(destination).value()).value();
}

Path<Address> addresses(std::string_view source, std::string_view destination)
{
	return between(parse_address(source).value(), parse_address(destination).value()).value();
}

packet::Bytes octets(View bytes)
{
	packet::Bytes octets;
	for (const auto one : bytes)
		octets.push_back(std::to_integer<std::uint8_t>(one));
	return octets;
}

std::string hex(View bytes)
{
	return fmt::format("{:02x}", fmt::join(octets(bytes), ""));
}

std::string hex(const Frame& frame)
{
	return fmt::format("{:02x}", fmt::join(frame.bytes(), ""));
}

TEST(WireFrame, TcpIsAsTheTestsBuildIt)
{
	const packet::Ipv4 ip{.source = "192.0.2.7", .destination = "198.51.100.1", .id = 0};
	for (const TcpFlags flags : std::initializer_list<TcpFlags>{0x000, 0x002, 0x012, 0x0ff, 0x1c2})
		for (const std::size_t payload : {0u, 1u, 6u, 1400u}) {
			const Frame expected = Frame{}.ipv4(ip)
						       .tcp({.source_port = 4711,
							     .destination_port = 443,
							     .flags = static_cast<std::uint8_t>(flags),
							     .ae = (flags & 0x100) != 0})
						       .payload(packet::Bytes(payload));
			EXPECT_EQ(hex(tcp_frame(endpoints("192.0.2.7:4711", "198.51.100.1:443"), flags, payload)),
				  hex(expected))
				<< flags << ", payload " << payload;
		}
}

TEST(WireFrame, TcpOverIpv6IsAsTheTestsBuildIt)
{
	const packet::Ipv6 ip{.source = "2001:db8::7", .destination = "2001:db8:1::1"};
	const Frame expected = Frame{}.ipv6(ip)
				       .tcp({.source_port = 1, .destination_port = 65535, .flags = packet::kAck})
				       .payload(packet::Bytes(3));
	EXPECT_EQ(hex(tcp_frame(endpoints("[2001:db8::7]:1", "[2001:db8:1::1]:65535"), 0x010, 3)), hex(expected));
}

TEST(WireFrame, UdpIsAsTheTestsBuildIt)
{
	const Frame expected4 = Frame{}.ipv4({.source = "192.0.2.7", .destination = "198.51.100.1", .id = 0})
					.udp({.source_port = 4711, .destination_port = 53})
					.payload(packet::Bytes(31));
	EXPECT_EQ(hex(udp_frame(endpoints("192.0.2.7:4711", "198.51.100.1:53"), 31)), hex(expected4));
	const Frame expected6 = Frame{}.ipv6({.source = "2001:db8::7", .destination = "2001:db8::8"})
					.udp({.source_port = 4711, .destination_port = 53})
					.payload(packet::Bytes{});
	EXPECT_EQ(hex(udp_frame(endpoints("[2001:db8::7]:4711", "[2001:db8::8]:53"), 0)), hex(expected6));
}

/// RFC 768: a sum of zero is sent as all ones, because zero says that there is none.
TEST(WireFrame, UdpNeverSaysThatItHasNoChecksum)
{
	int all_ones = 0;
	for (int port = 0; port <= 65535; ++port) {
		const Path<Endpoint> path{{parse_address("192.0.2.7").value(), static_cast<std::uint16_t>(port)},
					  {parse_address("198.51.100.1").value(), 53}};
		const std::uint16_t sum = get16(udp_frame(path, 0), kEthernet + kIpv4 + 6);
		ASSERT_NE(sum, 0) << port;
		all_ones += sum == 0xffff;
	}
	EXPECT_GE(all_ones, 1) << "one of the ports makes the sum zero";
}

TEST(WireFrame, EchoRequestsOfBothVersionsHaveRightChecksums)
{
	const Bytes four = echo_frame(addresses("192.0.2.7", "198.51.100.1"), 5);
	const auto message4 = View{four}.subspan(kEthernet + kIpv4);
	EXPECT_EQ(std::to_integer<int>(message4[0]), 8);
	EXPECT_EQ(packet::checksum(octets(message4)), 0);
	EXPECT_EQ(packet::checksum(octets(View{four}.subspan(kEthernet, kIpv4))), 0);

	const Bytes six = echo_frame(addresses("2001:db8::7", "2001:db8::8"), 5);
	const auto message6 = View{six}.subspan(kEthernet + 40);
	EXPECT_EQ(std::to_integer<int>(message6[0]), 128);
	packet::Bytes summed = octets(View{six}.subspan(kEthernet + 8, 32)); // the addresses
	packet::put32(summed, static_cast<std::uint32_t>(message6.size()));
	packet::put32(summed, 58);
	packet::append(summed, octets(message6));
	EXPECT_EQ(packet::checksum(summed), 0);
}

TEST(WireFrame, TheLongestPayloadFitsTheLengthFields)
{
	const Bytes frame = tcp_frame(endpoints("192.0.2.7:1", "198.51.100.1:2"), 0x002, kPayloadMax);
	EXPECT_EQ(frame.size(), kEthernet + 65'535);
	EXPECT_EQ(get16(frame, kEthernet + 2), 65'535);
}

TEST(WireFrame, TwoVersionsOfIpAreRefused)
{
	const auto mixed = between(parse_endpoint("192.0.2.7:1").value(), parse_endpoint("[::1]:2").value());
	ASSERT_FALSE(mixed);
	EXPECT_EQ(mixed.error().code(), EINVAL);
	EXPECT_THAT(mixed.error().message(), testing::HasSubstr("192.0.2.7 and ::1 are of different versions of IP"));
}

} // namespace
} // namespace ctgate::wire
