// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class IpTruncated : public FilterTest
{
};

constexpr std::size_t kEthernet = 14; ///< BPF_PROG_TEST_RUN takes nothing shorter

TEST_F(IpTruncated, DropsAFrameThatEndsInsideAnyOfItsHeaders)
{
	FilterRun filter{only(CTG_IP_TRUNCATED, CTG_DROP)};
	for (const Frame& frame : {Frame{}.ipv4().tcp(), Frame{}.vlan(1).vlan(2).ipv4({.options = 40}).udp(),
				   Frame{}.ipv6().extension({.kind = 51, .length = 12}).fragment({}).tcp()}) {
		const auto whole = frame.bytes();
		for (std::size_t length = kEthernet; length < whole.size(); ++length) {
			const auto cut = frame.truncated(length);
			EXPECT_EQ(filter(cut), dropped(CTG_IP_TRUNCATED, cut)) << length << " of " << whole.size();
		}
		EXPECT_EQ(filter(whole), passed(whole));
	}
}

TEST_F(IpTruncated, LeavesAFrameThatEndsInsideItsPayload)
{
	FilterRun filter{all(CTG_DROP)};
	const auto cut = Frame{}.ipv4().tcp().payload(1000).truncated(54);
	EXPECT_EQ(filter(cut), passed(cut));
}

TEST_F(IpTruncated, DropsAnExtensionHeaderThatReachesBeyondThePayloadLength)
{
	FilterRun filter{only(CTG_IP_TRUNCATED, CTG_DROP)};
	const auto with_payload = [](std::uint16_t length) {
		return Frame{}.ipv6({.payload_length = length}).extension({.kind = 60, .length = 16}).tcp().bytes();
	};
	const auto frame = with_payload(15), sibling = with_payload(16);
	EXPECT_EQ(filter(frame), dropped(CTG_IP_TRUNCATED, frame));
	EXPECT_EQ(filter(sibling), passed(sibling));
}

} // namespace
} // namespace ctgate
