// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class UdpTruncated : public FilterTest
{
};

TEST_F(UdpTruncated, DropsADatagramUnderEightBytesInAFrameThatHoldsMore)
{
	FilterRun filter{only(CTG_UDP_TRUNCATED, CTG_DROP)};
	for (std::uint16_t payload = 0; payload <= 8; ++payload) {
		const auto total = static_cast<std::uint16_t>(20 + payload);
		const auto four = Frame{}.ipv4({.total_length = total}).udp().bytes();
		const auto six = Frame{}.ipv6({.payload_length = payload}).udp().bytes();
		EXPECT_EQ(filter(four), payload < 8 ? dropped(CTG_UDP_TRUNCATED, four) : passed(four)) << payload;
		EXPECT_EQ(filter(six), payload < 8 ? dropped(CTG_UDP_TRUNCATED, six) : passed(six)) << payload;
	}
}

} // namespace
} // namespace ctgate
