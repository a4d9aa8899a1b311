// SPDX-License-Identifier: MIT
#include "tests/host/native.h"
#include "tests/host/reason_name.hpp"
#include "tests/host/whole.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::size_t kBeforeTcp = 14 + 20;

packet::Bytes header(const packet::Tcp& fields)
{
	const packet::Bytes frame = Frame{}.ipv4().tcp(fields).bytes();
	return {frame.begin() + kBeforeTcp, frame.end()};
}

ctg_ip datagram(std::uint32_t payload, ctg_part part = CTG_WHOLE)
{
	ctg_ip ip{};
	ip.payload = payload;
	ip.part = part;
	return ip;
}

native_tcp parse(const packet::Bytes& bytes, const ctg_ip& ip)
{
	const ExactBuffer buffer{bytes};
	return ::native_parse_tcp(buffer.data(), buffer.size(), &ip);
}

TEST(Tcp, ReadsFlagsAndHeaderLength)
{
	for (std::uint8_t offset = 0; offset < 16; ++offset) {
		const auto tcp = parse(header({.flags = 0xa5, .data_offset = offset}), datagram(20));
		EXPECT_EQ(tcp.reason, CTG_GO_ON);
		EXPECT_EQ(tcp.flags, 0xa5);
		EXPECT_EQ(tcp.header_length, offset * 4);
		EXPECT_EQ(tcp.taken, 20u);
	}
}

TEST(Tcp, AeIsNoPartOfTheHeaderLength)
{
	EXPECT_EQ(parse(header({.ae = true}), datagram(20)).header_length, 20);
}

TEST(Tcp, IsTruncatedWhenTheDatagramIsShorterThanTheHeader)
{
	for (std::uint32_t payload = 0; payload < 20; ++payload) {
		EXPECT_EQ(parse(header({}), datagram(payload)).reason, CTG_TCP_TRUNCATED) << payload;
		EXPECT_EQ(parse(header({}), datagram(payload, CTG_FIRST_FRAGMENT)).reason, CTG_TINY_FRAGMENT)
			<< payload;
	}
	EXPECT_EQ(parse(header({}), datagram(20)).reason, CTG_GO_ON);
	EXPECT_EQ(parse(header({}), datagram(20, CTG_FIRST_FRAGMENT)).reason, CTG_GO_ON);
}

TEST(Tcp, AFrameThatEndsInsideTheHeaderIsAnotherMatterThanAShortDatagram)
{
	packet::Bytes bytes = header({});
	for (bytes.pop_back(); !bytes.empty(); bytes.pop_back())
		EXPECT_EQ(parse(bytes, datagram(20)).reason, CTG_IP_TRUNCATED) << bytes.size();
}

TEST(TcpOffset, LiesBetweenFiveWordsAndTheDatagram)
{
	for (std::uint8_t words = 0; words < 16; ++words)
		for (std::uint32_t payload = 20; payload <= 64; ++payload) {
			const auto length = static_cast<std::uint8_t>(words * 4);
			const ctg_ip ip = datagram(payload);
			const bool fits = words >= 5 && length <= payload;
			EXPECT_EQ(::native_check_tcp_offset(length, &ip), fits ? CTG_GO_ON : CTG_TCP_DATA_OFFSET)
				<< int{words} << " words in " << payload;
		}
}

TEST(TcpOffset, OptionsOfAFirstFragmentMayFollowInTheNext)
{
	const ctg_ip ip = datagram(20, CTG_FIRST_FRAGMENT);
	EXPECT_EQ(::native_check_tcp_offset(60, &ip), CTG_GO_ON);
	EXPECT_EQ(::native_check_tcp_offset(16, &ip), CTG_TCP_DATA_OFFSET);
}

} // namespace
} // namespace ctgate
