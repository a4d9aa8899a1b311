// SPDX-License-Identifier: MIT
#include "tests/host/native.h"
#include "tests/host/reason_name.hpp"
#include "tests/host/whole.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

const packet::Bytes kHeader{0x12, 0x34, 0x00, 0x35, 0x01, 0x02, 0x00, 0x00};

ctg_ip datagram(std::uint32_t payload, ctg_part part = CTG_WHOLE)
{
	ctg_ip ip{};
	ip.payload = payload;
	ip.part = part;
	return ip;
}

native_udp parse(const packet::Bytes& bytes, const ctg_ip& ip)
{
	const ExactBuffer buffer{bytes};
	return ::native_parse_udp(buffer.data(), buffer.size(), &ip);
}

TEST(Udp, GivesPortsAndLengthInHostByteOrder)
{
	const auto udp = parse(kHeader, datagram(8));
	EXPECT_EQ(udp.reason, CTG_GO_ON);
	EXPECT_EQ(udp.source_port, 0x1234);
	EXPECT_EQ(udp.destination_port, 53);
	EXPECT_EQ(udp.length, 0x0102);
	EXPECT_EQ(udp.taken, 8u);
}

TEST(Udp, IsTruncatedWhenTheDatagramIsShorterThanTheHeader)
{
	for (std::uint32_t payload = 0; payload < 8; ++payload) {
		EXPECT_EQ(parse(kHeader, datagram(payload)).reason, CTG_UDP_TRUNCATED) << payload;
		EXPECT_EQ(parse(kHeader, datagram(payload, CTG_FIRST_FRAGMENT)).reason, CTG_TINY_FRAGMENT) << payload;
	}
	EXPECT_EQ(parse(kHeader, datagram(8, CTG_FIRST_FRAGMENT)).reason, CTG_GO_ON);
}

TEST(Udp, AFrameThatEndsInsideTheHeaderIsAnotherMatterThanAShortDatagram)
{
	packet::Bytes bytes = kHeader;
	for (bytes.pop_back(); !bytes.empty(); bytes.pop_back())
		EXPECT_EQ(parse(bytes, datagram(8)).reason, CTG_IP_TRUNCATED) << bytes.size();
}

TEST(UdpLength, LiesBetweenTheHeaderAndTheDatagram)
{
	const ctg_ip ip = datagram(100);
	for (unsigned length = 0; length <= 0xffff; ++length) {
		const bool fits = length >= 8 && length <= 100;
		ASSERT_EQ(::native_check_udp_length(static_cast<__u16>(length), &ip), fits ? CTG_GO_ON : CTG_UDP_LENGTH)
			<< length;
	}
}

TEST(UdpLength, OfAFirstFragmentSpeaksOfTheWholeDatagram)
{
	const ctg_ip ip = datagram(8, CTG_FIRST_FRAGMENT);
	EXPECT_EQ(::native_check_udp_length(0xffff, &ip), CTG_GO_ON);
	EXPECT_EQ(::native_check_udp_length(7, &ip), CTG_UDP_LENGTH);
}

} // namespace
} // namespace ctgate
