// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class TcpTruncated : public FilterTest
{
};

TEST_F(TcpTruncated, DropsADatagramUnderTwentyBytesInAFrameThatHoldsMore)
{
	FilterRun filter{only(CTG_TCP_TRUNCATED, CTG_DROP)};
	for (std::uint16_t payload = 0; payload <= 20; ++payload) {
		const auto total = static_cast<std::uint16_t>(20 + payload);
		const auto four = Frame{}.ipv4({.total_length = total}).tcp().bytes();
		const auto six = Frame{}.ipv6({.payload_length = payload}).tcp().bytes();
		EXPECT_EQ(filter(four), payload < 20 ? dropped(CTG_TCP_TRUNCATED, four) : passed(four)) << payload;
		EXPECT_EQ(filter(six), payload < 20 ? dropped(CTG_TCP_TRUNCATED, six) : passed(six)) << payload;
	}
}

TEST_F(TcpTruncated, CountsOptionsAndExtensionHeadersAsNoPartOfTheDatagram)
{
	FilterRun filter{only(CTG_TCP_TRUNCATED, CTG_DROP)};
	const auto options = Frame{}.ipv4({.options = 40, .total_length = std::uint16_t{60 + 19}}).tcp().bytes();
	const auto extension =
		Frame{}.ipv6({.payload_length = std::uint16_t{8 + 19}}).extension({.kind = 60}).tcp().bytes();
	EXPECT_EQ(filter(options), dropped(CTG_TCP_TRUNCATED, options));
	EXPECT_EQ(filter(extension), dropped(CTG_TCP_TRUNCATED, extension));
}

} // namespace
} // namespace ctgate
