// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class IpHeader : public FilterTest
{
};

TEST_F(IpHeader, DropsEveryVersionThatIsNotTheEtherTypes)
{
	FilterRun filter{only(CTG_IP_HEADER, CTG_DROP)};
	for (std::uint8_t version = 0; version < 16; ++version) {
		const auto four = Frame{}.ipv4({.version = version}).tcp().bytes();
		const auto six = Frame{}.ipv6({.version = version}).tcp().bytes();
		EXPECT_EQ(filter(four), version == 4 ? passed(four) : dropped(CTG_IP_HEADER, four)) << int{version};
		EXPECT_EQ(filter(six), version == 6 ? passed(six) : dropped(CTG_IP_HEADER, six)) << int{version};
	}
}

TEST_F(IpHeader, DropsAHeaderLengthUnderFiveWords)
{
	FilterRun filter{only(CTG_IP_HEADER, CTG_DROP)};
	for (std::uint8_t ihl = 0; ihl < 5; ++ihl) {
		const auto frame = Frame{}.ipv4({.ihl = ihl}).tcp().bytes();
		EXPECT_EQ(filter(frame), dropped(CTG_IP_HEADER, frame)) << int{ihl};
	}
}

TEST_F(IpHeader, DropsATotalLengthUnderTheHeaderLength)
{
	FilterRun filter{only(CTG_IP_HEADER, CTG_DROP)};
	for (const std::uint8_t options : {std::uint8_t{0}, std::uint8_t{4}, std::uint8_t{40}}) {
		const auto with_total = [&](int total) {
			const auto length = static_cast<std::uint16_t>(total);
			return Frame{}.ipv4({.options = options, .total_length = length}).payload(20).bytes();
		};
		const auto frame = with_total(20 + options - 1), sibling = with_total(20 + options);
		EXPECT_EQ(filter(frame), dropped(CTG_IP_HEADER, frame)) << int{options};
		EXPECT_EQ(filter(sibling), passed(sibling)) << int{options};
	}
}

} // namespace
} // namespace ctgate
