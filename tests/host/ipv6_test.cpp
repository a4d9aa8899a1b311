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

constexpr std::size_t kEthernet = 14, kHeader = 40;
constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kAh = 51, kDestination = 60, kEsp = 50, kNoNextHeader = 59;

/// The packet behind the Ethernet header, in a buffer that remembers it.
struct Parsed : native_ip {
	explicit Parsed(const packet::Bytes& frame)
	    : native_ip{}, buffer{packet::Bytes(frame.begin() + kEthernet, frame.end())}
	{
		static_cast<native_ip&>(*this) = ::native_parse_ipv6(buffer.data(), buffer.size());
	}
	ExactBuffer buffer;
};

void expect_udp_behind(const Parsed& packet, std::size_t extensions)
{
	EXPECT_EQ(packet.reason, CTG_GO_ON);
	EXPECT_EQ(packet.taken, kHeader + extensions);
	EXPECT_EQ(packet.ip.version, 6);
	EXPECT_EQ(packet.ip.protocol, 17);
	EXPECT_EQ(packet.ip.length, kHeader + extensions + 17);
	EXPECT_EQ(packet.ip.payload, 17u);
	EXPECT_EQ(packet.ip.source, packet.buffer.data() + 8);
}

TEST(Ipv6, StandsAtTheTransportHeaderWhenThereAreNoExtensions)
{
	const Parsed packet{Frame{}.ipv6().udp().payload(9).bytes()};
	expect_udp_behind(packet, 0);
	EXPECT_EQ(packet.ip.part, CTG_WHOLE);
}

TEST(Ipv6, RefusesEveryOtherVersion)
{
	for (std::uint8_t version = 0; version < 16; ++version)
		EXPECT_EQ(Parsed{Frame{}.ipv6({.version = version}).tcp().bytes()}.reason,
			  version == 6 ? CTG_GO_ON : CTG_IP_HEADER)
			<< int{version};
}

TEST(Ipv6, WalksEachExtensionHeaderInUnitsOfEightBytes)
{
	for (const std::uint8_t kind : {kHopByHop, kRouting, kDestination})
		for (std::uint16_t length = 8; length <= 2048; length = static_cast<std::uint16_t>(length + 8))
			expect_udp_behind(Parsed{Frame{}.ipv6()
							 .extension({.kind = kind, .length = length})
							 .udp()
							 .payload(9)
							 .bytes()},
					  length);
}

TEST(Ipv6, WalksAhInUnitsOfFourBytes)
{
	for (std::uint16_t length = 8; length <= 257 * 4; length = static_cast<std::uint16_t>(length + 4))
		expect_udp_behind(
			Parsed{Frame{}.ipv6().extension({.kind = kAh, .length = length}).udp().payload(9).bytes()},
			length);
}

TEST(Ipv6, WalksChainsOfSevenAndNamesLongerOnes)
{
	Frame chain = Frame{}.ipv6();
	for (std::size_t headers = 0; headers <= 9; ++headers) {
		const Parsed packet{Frame{chain}.udp().payload(9).bytes()};
		if (headers <= 7)
			expect_udp_behind(packet, headers * 8);
		else
			EXPECT_EQ(packet.reason, CTG_IPV6_EXT_CHAIN) << headers;
		chain.extension({.kind = headers % 2 ? kDestination : kRouting});
	}
}

TEST(Ipv6, LengthFieldOfAFragmentHeaderIsReserved)
{
	packet::Bytes frame = Frame{}.ipv6().fragment({}).udp().payload(9).bytes();
	frame[kEthernet + kHeader + 1] = 0xff;
	expect_udp_behind(Parsed{frame}, 8);
}

TEST(Ipv6, TellsAtomicFirstAndLaterFragmentsApart)
{
	const auto part = [](const packet::Ipv6Fragment& header) {
		return Parsed{Frame{}.ipv6().fragment(header).udp().payload(9).bytes()}.ip.part;
	};
	EXPECT_EQ(part({}), CTG_WHOLE) << "an atomic fragment is whole, RFC 6946";
	EXPECT_EQ(part({.more = true}), CTG_FIRST_FRAGMENT);
	for (int bit = 0; bit < 13; ++bit) {
		const auto offset = static_cast<std::uint16_t>(1 << bit);
		EXPECT_EQ(part({.offset = offset}), CTG_LATER_FRAGMENT) << bit;
		EXPECT_EQ(part({.offset = offset, .more = true}), CTG_LATER_FRAGMENT) << bit;
	}
}

TEST(Ipv6, ASecondFragmentHeaderDoesNotMakeAFirstFragmentWhole)
{
	const Parsed packet{Frame{}.ipv6().fragment({.more = true}).fragment({}).udp().payload(9).bytes()};
	EXPECT_EQ(packet.ip.part, CTG_FIRST_FRAGMENT);
}

TEST(Ipv6, ALaterFragmentWithinAFirstOneHasNoLayerFour)
{
	const Parsed packet{Frame{}.ipv6().fragment({.more = true}).fragment({.offset = 1}).udp().payload(9).bytes()};
	EXPECT_EQ(packet.ip.part, CTG_LATER_FRAGMENT);
	EXPECT_EQ(packet.ip.payload, 17u);
}

TEST(Ipv6, DoesNotTakeReservedBitsOfAFragmentHeaderForAnOffset)
{
	packet::Bytes frame = Frame{}.ipv6().fragment({}).udp().payload(9).bytes();
	frame[kEthernet + kHeader + 3] = 0x06;
	EXPECT_EQ(Parsed{frame}.ip.part, CTG_WHOLE);
}

TEST(Ipv6, WalksOnBehindAFirstFragmentHeaderAndStopsBehindALaterOne)
{
	const auto behind = [](const packet::Ipv6Fragment& fragment) {
		return Parsed{Frame{}.ipv6().fragment(fragment).extension({.kind = kDestination}).udp().bytes()};
	};
	EXPECT_EQ(behind({.more = true}).ip.protocol, 17);
	EXPECT_EQ(behind({.more = true}).taken, kHeader + 16);
	EXPECT_EQ(behind({.offset = 1}).ip.protocol, kDestination);
	EXPECT_EQ(behind({.offset = 1}).taken, kHeader + 8);
}

TEST(Ipv6, ALaterFragmentEndsTheChainHoweverLongItGrew)
{
	Frame chain = Frame{}.ipv6();
	for (int i = 0; i < 6; ++i)
		chain.extension({.kind = kDestination});
	EXPECT_EQ(Parsed{Frame{chain}.fragment({.offset = 1, .next_header = kDestination}).payload(8).bytes()}.reason,
		  CTG_GO_ON);
	EXPECT_EQ(Parsed{Frame{chain}.fragment({.next_header = kDestination}).payload(8).bytes()}.reason,
		  CTG_IPV6_EXT_CHAIN);
}

TEST(Ipv6, StopsAtEspAndAtNoNextHeader)
{
	for (const std::uint8_t last : {kEsp, kNoNextHeader}) {
		const Parsed packet{
			Frame{}.ipv6().extension({.kind = kDestination, .next_header = last}).payload(9).bytes()};
		EXPECT_EQ(packet.reason, CTG_GO_ON);
		EXPECT_EQ(packet.ip.protocol, last);
		EXPECT_EQ(packet.taken, kHeader + 8);
		EXPECT_EQ(packet.ip.payload, 9u);
	}
}

TEST(Ipv6, AnExtensionMayNotReachBeyondThePayloadLength)
{
	const auto with_payload = [](std::uint16_t length) {
		return Parsed{Frame{}.ipv6({.payload_length = length})
				      .extension({.kind = kDestination, .length = 16})
				      .udp()
				      .bytes()};
	};
	for (std::uint16_t length = 0; length < 16; ++length)
		EXPECT_EQ(with_payload(length).reason, CTG_IP_TRUNCATED) << length;
	EXPECT_EQ(with_payload(16).reason, CTG_GO_ON);
	EXPECT_EQ(with_payload(16).ip.payload, 0u);
}

TEST(Ipv6, IsTruncatedInsideTheHeaderAndInsideEachExtension)
{
	const Frame frame = Frame{}.ipv6()
				    .extension({.kind = kHopByHop, .length = 16})
				    .extension({.kind = kAh, .length = 12})
				    .fragment({})
				    .udp();
	for (std::size_t length = 0; length < kHeader + 36; ++length)
		EXPECT_EQ(Parsed{frame.truncated(kEthernet + length)}.reason, CTG_IP_TRUNCATED) << length;
	EXPECT_EQ(Parsed{frame.truncated(kEthernet + kHeader + 36)}.reason, CTG_GO_ON);
}

} // namespace
} // namespace ctgate
