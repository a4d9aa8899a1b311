// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class IcmpTruncated : public FilterTest
{
};

constexpr std::uint16_t kIpv4 = 20, kHeader = 8;

TEST_F(IcmpTruncated, DropsADatagramThatIsShorterThanTheHeader)
{
	FilterRun filter{only(CTG_ICMP_TRUNCATED, CTG_DROP)};
	for (std::uint16_t payload = 0; payload <= kHeader + 2; ++payload) {
		const auto total = static_cast<std::uint16_t>(kIpv4 + payload);
		const auto four = Frame{}.ipv4({.total_length = total}).icmp().payload(2).bytes();
		const auto six = Frame{}.ipv6({.payload_length = payload}).icmpv6().payload(2).bytes();
		EXPECT_EQ(filter(four), payload < kHeader ? dropped(CTG_ICMP_TRUNCATED, four) : passed(four))
			<< payload;
		EXPECT_EQ(filter(six), payload < kHeader ? dropped(CTG_ICMP_TRUNCATED, six) : passed(six)) << payload;
	}
}

TEST_F(IcmpTruncated, IsAskedOfEveryTypeBecauseEveryTypeHasTheHeader)
{
	FilterRun filter{only(CTG_ICMP_TRUNCATED, CTG_DROP)};
	for (unsigned type = 0; type <= 0xff; ++type) {
		const auto number = static_cast<std::uint8_t>(type);
		const auto frame = Frame{}.ipv4({.total_length = 27}).icmp({.type = number}).bytes();
		EXPECT_EQ(filter(frame), dropped(CTG_ICMP_TRUNCATED, frame)) << type;
	}
}

TEST_F(IcmpTruncated, TheNumberOfTheOtherVersionIsNotIcmp)
{
	FilterRun filter{all(CTG_DROP)};
	const auto four = Frame{}.ipv4({.protocol = std::uint8_t{58}}).payload(4).bytes();
	const auto six = Frame{}.ipv6({.next_header = std::uint8_t{1}}).payload(4).bytes();
	EXPECT_EQ(filter(four), passed(four));
	EXPECT_EQ(filter(six), passed(six));
}

TEST_F(IcmpTruncated, EthernetPaddingDoesNotMakeUpForWhatIsMissing)
{
	FilterRun filter{only(CTG_ICMP_TRUNCATED, CTG_DROP)};
	const auto frame = Frame{}.ipv4({.total_length = 24}).icmp().padded(60);
	EXPECT_EQ(filter(frame), dropped(CTG_ICMP_TRUNCATED, frame));
}

} // namespace
} // namespace ctgate
