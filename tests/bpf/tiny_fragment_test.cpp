// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class TinyFragment : public FilterTest
{
};

constexpr std::uint8_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmpv6 = 58, kGre = 47;

Frame first_fragment(int version, std::uint8_t protocol, std::size_t payload)
{
	if (version == 4)
		return Frame{}.ipv4({.more_fragments = true, .protocol = protocol}).payload(payload);
	return Frame{}.ipv6().fragment({.more = true, .next_header = protocol}).payload(payload);
}

void expect_dropped_under(FilterRun& filter, int version, std::uint8_t protocol, std::size_t header)
{
	for (std::size_t payload = 0; payload <= header + 4; ++payload) {
		const auto frame = first_fragment(version, protocol, payload).bytes();
		EXPECT_EQ(filter(frame), payload < header ? dropped(CTG_TINY_FRAGMENT, frame) : passed(frame))
			<< "IPv" << version << " with " << payload << " bytes";
	}
}

void expect_dropped_under(std::uint8_t protocol, std::size_t header)
{
	FilterRun filter{only(CTG_TINY_FRAGMENT, CTG_DROP)};
	for (const int version : {4, 6})
		expect_dropped_under(filter, version, protocol, header);
}

TEST_F(TinyFragment, DropsAFirstFragmentThatIsShorterThanATcpHeader)
{
	expect_dropped_under(kTcp, 20);
}

TEST_F(TinyFragment, DropsAFirstFragmentThatIsShorterThanAUdpHeader)
{
	expect_dropped_under(kUdp, 8);
}

TEST_F(TinyFragment, DropsAFirstFragmentThatIsShorterThanAnIcmpHeader)
{
	FilterRun filter{only(CTG_TINY_FRAGMENT, CTG_DROP)};
	expect_dropped_under(filter, 4, kIcmp, 8);
	expect_dropped_under(filter, 6, kIcmpv6, 8);
}

TEST_F(TinyFragment, LeavesFirstFragmentsOfOtherProtocols)
{
	FilterRun filter{only(CTG_TINY_FRAGMENT, CTG_DROP)};
	for (const auto& [version, protocol] : {std::pair{4, kGre}, {6, kGre}, {4, kIcmpv6}, {6, kIcmp}}) {
		const auto frame = first_fragment(version, protocol, 1).bytes();
		EXPECT_EQ(filter(frame), passed(frame)) << "IPv" << version << ", protocol " << int{protocol};
	}
}

TEST_F(TinyFragment, EthernetPaddingDoesNotMakeUpForWhatIsMissing)
{
	FilterRun filter{only(CTG_TINY_FRAGMENT, CTG_DROP)};
	const auto frame = first_fragment(4, kTcp, 8).padded(60);
	EXPECT_EQ(filter(frame), dropped(CTG_TINY_FRAGMENT, frame));
}

TEST_F(TinyFragment, IsAskedAfterIpFragment)
{
	FilterRun filter{all(CTG_DROP)};
	const auto frame = first_fragment(4, kTcp, 8).bytes();
	EXPECT_EQ(filter(frame), dropped(CTG_IP_FRAGMENT, frame));
}

} // namespace
} // namespace ctgate
