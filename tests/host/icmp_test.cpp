// SPDX-License-Identifier: MIT
#include "tests/host/native.h"
#include "tests/host/reason_name.hpp"
#include "tests/host/whole.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

const packet::Bytes kHeader{8, 0, 0x12, 0x34, 0, 1, 0, 2};

ctg_ip datagram(std::uint32_t payload, ctg_part part = CTG_WHOLE)
{
	ctg_ip ip{};
	ip.payload = payload;
	ip.part = part;
	return ip;
}

ctg_ip version(std::uint8_t number)
{
	ctg_ip ip{};
	ip.version = number;
	return ip;
}

native_icmp parse(const packet::Bytes& bytes, const ctg_ip& ip)
{
	const ExactBuffer buffer{bytes};
	return ::native_parse_icmp(buffer.data(), buffer.size(), &ip);
}

TEST(Icmp, ReadsTheType)
{
	const auto icmp = parse(kHeader, datagram(8));
	EXPECT_EQ(icmp.reason, CTG_GO_ON);
	EXPECT_EQ(icmp.type, 8);
	EXPECT_EQ(icmp.taken, 8u);
}

TEST(Icmp, IsTruncatedWhenTheDatagramIsShorterThanTheHeader)
{
	for (std::uint32_t payload = 0; payload < 8; ++payload) {
		EXPECT_EQ(parse(kHeader, datagram(payload)).reason, CTG_ICMP_TRUNCATED) << payload;
		EXPECT_EQ(parse(kHeader, datagram(payload, CTG_FIRST_FRAGMENT)).reason, CTG_TINY_FRAGMENT) << payload;
	}
	EXPECT_EQ(parse(kHeader, datagram(8, CTG_FIRST_FRAGMENT)).reason, CTG_GO_ON);
}

TEST(Icmp, AFrameThatEndsInsideTheHeaderIsAnotherMatterThanAShortDatagram)
{
	packet::Bytes bytes = kHeader;
	for (bytes.pop_back(); !bytes.empty(); bytes.pop_back())
		EXPECT_EQ(parse(bytes, datagram(8)).reason, CTG_IP_TRUNCATED) << bytes.size();
}

TEST(Icmp, HasAnotherNumberAndOtherEchoesAboveEitherVersion)
{
	const ctg_ip four = version(4), six = version(6);
	EXPECT_EQ(::native_icmp_protocol(&four), 1);
	EXPECT_EQ(::native_icmp_protocol(&six), 58);
	for (unsigned type = 0; type <= 0xff; ++type) {
		EXPECT_EQ(::native_is_echo_request(static_cast<__u8>(type), &four), type == 8) << type;
		EXPECT_EQ(::native_is_echo_request(static_cast<__u8>(type), &six), type == 128) << type;
	}
}

} // namespace
} // namespace ctgate
