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

constexpr std::uint16_t kCustomerTag = 0x8100, kServiceTag = 0x88a8;

native_ethernet parse(const packet::Bytes& frame)
{
	const ExactBuffer buffer{frame};
	return ::native_parse_ethernet(buffer.data(), buffer.size());
}

TEST(Ethernet, GivesTheEtherTypeAsItIs)
{
	for (unsigned type = 0; type <= 0xffff; ++type) {
		if (type == kCustomerTag || type == kServiceTag)
			continue;
		const auto ethernet = parse(Frame{}.ethertype(static_cast<std::uint16_t>(type)).bytes());
		ASSERT_EQ(ethernet.reason, CTG_GO_ON);
		ASSERT_EQ(ethernet.type, type);
		ASSERT_EQ(ethernet.length, 14);
		ASSERT_EQ(ethernet.taken, 14u);
	}
}

TEST(Ethernet, ReadsThroughOneTagOfEitherKind)
{
	for (const std::uint16_t tag : {kCustomerTag, kServiceTag}) {
		const auto ethernet = parse(Frame{}.vlan(4095, tag).ipv4().tcp().bytes());
		EXPECT_EQ(ethernet.reason, CTG_GO_ON);
		EXPECT_EQ(ethernet.type, 0x0800);
		EXPECT_EQ(ethernet.length, 18);
		EXPECT_EQ(ethernet.taken, 18u);
	}
}

TEST(Ethernet, ReadsThroughTwoTagsOfAnyKinds)
{
	for (const std::uint16_t outer : {kCustomerTag, kServiceTag})
		for (const std::uint16_t inner : {kCustomerTag, kServiceTag}) {
			const auto ethernet = parse(Frame{}.vlan(1, outer).vlan(2, inner).ipv6().udp().bytes());
			EXPECT_EQ(ethernet.reason, CTG_GO_ON);
			EXPECT_EQ(ethernet.type, 0x86dd);
			EXPECT_EQ(ethernet.length, 22);
			EXPECT_EQ(ethernet.taken, 22u);
		}
}

TEST(Ethernet, StopsAtAThirdTagOfEitherKind)
{
	for (const std::uint16_t third : {kCustomerTag, kServiceTag}) {
		const Frame frame = Frame{}.vlan(1, kServiceTag).vlan(2).vlan(3, third).ipv4().tcp();
		EXPECT_EQ(parse(frame.bytes()).reason, CTG_ETH_VLAN_DEPTH);
		EXPECT_EQ(parse(frame.truncated(22)).reason, CTG_ETH_VLAN_DEPTH) << "the third tag itself is not read";
	}
}

TEST(Ethernet, IsTruncatedInsideTheHeaderAndInsideEachTag)
{
	const Frame frame = Frame{}.vlan(1).vlan(2).ipv4().tcp();
	for (std::size_t length = 0; length < 22; ++length)
		EXPECT_EQ(parse(frame.truncated(length)).reason, CTG_IP_TRUNCATED) << length;
	EXPECT_EQ(parse(frame.truncated(22)).reason, CTG_GO_ON);
}

} // namespace
} // namespace ctgate
