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
using packet::Ipv4;

constexpr std::size_t kEthernet = 14;

/// The packet behind the Ethernet header, in a buffer that remembers it.
struct Parsed : native_ip {
	explicit Parsed(const packet::Bytes& frame)
	    : native_ip{}, buffer{packet::Bytes(frame.begin() + kEthernet, frame.end())}
	{
		static_cast<native_ip&>(*this) = ::native_parse_ipv4(buffer.data(), buffer.size());
	}
	ExactBuffer buffer;
};

TEST(Ipv4, CountsTheHeaderInWordsFromFiveToFifteen)
{
	for (std::uint8_t ihl = 5; ihl <= 15; ++ihl) {
		const auto options = static_cast<std::uint8_t>((ihl - 5) * 4);
		const Parsed packet{Frame{}.ipv4({.options = options}).udp().payload(9).bytes()};
		EXPECT_EQ(packet.reason, CTG_GO_ON);
		EXPECT_EQ(packet.taken, ihl * 4u);
		EXPECT_EQ(packet.ip.version, 4);
		EXPECT_EQ(packet.ip.protocol, 17);
		EXPECT_EQ(packet.ip.part, CTG_WHOLE);
		EXPECT_EQ(packet.ip.length, ihl * 4u + 17);
		EXPECT_EQ(packet.ip.payload, 17u);
		EXPECT_EQ(packet.ip.source, packet.buffer.data() + 12);
	}
}

TEST(Ipv4, RefusesAHeaderOfLessThanFiveWords)
{
	for (std::uint8_t ihl = 0; ihl < 5; ++ihl)
		EXPECT_EQ(Parsed{Frame{}.ipv4({.ihl = ihl}).tcp().bytes()}.reason, CTG_IP_HEADER) << int{ihl};
}

TEST(Ipv4, RefusesEveryOtherVersion)
{
	for (std::uint8_t version = 0; version < 16; ++version)
		EXPECT_EQ(Parsed{Frame{}.ipv4({.version = version}).tcp().bytes()}.reason,
			  version == 4 ? CTG_GO_ON : CTG_IP_HEADER)
			<< int{version};
}

TEST(Ipv4, RefusesATotalLengthUnderTheHeader)
{
	for (std::uint8_t options = 0; options <= 40; options = static_cast<std::uint8_t>(options + 4)) {
		const auto header = static_cast<std::uint16_t>(20 + options);
		const auto with_total = [&](int total) {
			const auto length = static_cast<std::uint16_t>(total);
			return Parsed{Frame{}.ipv4({.options = options, .total_length = length}).tcp().bytes()};
		};
		EXPECT_EQ(with_total(0).reason, CTG_IP_HEADER);
		EXPECT_EQ(with_total(header - 1).reason, CTG_IP_HEADER);
		EXPECT_EQ(with_total(header).reason, CTG_GO_ON);
		EXPECT_EQ(with_total(header).ip.payload, 0u);
		EXPECT_EQ(with_total(0xffff).ip.payload, 0xffffu - header);
	}
}

TEST(Ipv4, TakesLengthsFromTheHeaderAndNotFromTheFrame)
{
	const Frame frame = Frame{}.ipv4().udp();
	const Parsed padded{frame.padded(60)};
	EXPECT_EQ(padded.reason, CTG_GO_ON);
	EXPECT_EQ(padded.ip.length, 28u);
	EXPECT_EQ(padded.ip.payload, 8u);
}

TEST(Ipv4, TellsFirstFragmentsFromLaterOnes)
{
	const auto part = [](const Ipv4& header) { return Parsed{Frame{}.ipv4(header).udp().bytes()}.ip.part; };
	EXPECT_EQ(part({.more_fragments = true}), CTG_FIRST_FRAGMENT);
	for (int bit = 0; bit < 13; ++bit) {
		const auto offset = static_cast<std::uint16_t>(1 << bit);
		EXPECT_EQ(part({.fragment_offset = offset, .more_fragments = true}), CTG_LATER_FRAGMENT) << bit;
		EXPECT_EQ(part({.fragment_offset = offset}), CTG_LATER_FRAGMENT) << bit;
	}
}

TEST(Ipv4, DoesNotTakeDontFragmentOrTheReservedBitForAFragment)
{
	for (const std::uint16_t bit : {std::uint16_t{0x4000}, std::uint16_t{0x8000}})
		EXPECT_EQ(Parsed{Frame{}.ipv4({.fragment_offset = bit}).udp().bytes()}.ip.part, CTG_WHOLE);
}

TEST(Ipv4, IsTruncatedInsideTheHeaderAndInsideItsOptions)
{
	const Frame frame = Frame{}.ipv4({.options = 40}).tcp();
	for (std::size_t length = 0; length < 60; ++length)
		EXPECT_EQ(Parsed{frame.truncated(kEthernet + length)}.reason, CTG_IP_TRUNCATED) << length;
	EXPECT_EQ(Parsed{frame.truncated(kEthernet + 60)}.reason, CTG_GO_ON);
}

} // namespace
} // namespace ctgate
