// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class LimitProtocol : public FilterTest
{
protected:
	/// A limit of this protocol, one packet a source.
	static Config one_of(ctg_limit_protocol protocol)
	{
		return only_limits({limit_of("one", protocol, 1)}, CTG_EACH_SOURCE);
	}

	/// Each frame by itself spends the source's only token.
	static void expect_counts(ctg_limit_protocol protocol, const std::vector<Frame>& frames)
	{
		for (const Frame& frame : frames) {
			FilterRun filter{one_of(protocol)};
			const auto bytes = frame.bytes();
			EXPECT_EQ(filter(bytes), passed(bytes));
			EXPECT_EQ(filter(bytes), dropped("limit_one_source", bytes));
		}
	}

	static void expect_free(ctg_limit_protocol protocol, const std::vector<Frame>& frames)
	{
		FilterRun filter{one_of(protocol)};
		for (const Frame& frame : frames)
			for (int i = 0; i < 3; ++i)
				EXPECT_EQ(filter(frame.bytes()), passed(frame.bytes()));
	}

	static Frame flags(std::uint8_t byte) { return Frame{}.ipv4().tcp({.flags = byte}); }
	static Frame protocol4(std::uint8_t number) { return Frame{}.ipv4({.protocol = number}).payload(40); }
	static Frame protocol6(std::uint8_t number) { return Frame{}.ipv6({.next_header = number}).payload(40); }
};

constexpr std::uint8_t kSyn = packet::kSyn, kAck = packet::kAck, kEce = 0x40, kCwr = 0x80;

TEST_F(LimitProtocol, UdpIsAllOfItWhateverThePorts)
{
	expect_counts(CTG_LIMIT_UDP, {Frame{}.ipv4().udp(), Frame{}.ipv6().udp(),
				      Frame{}.ipv4().udp({.source_port = 1, .destination_port = 65535})});
	expect_free(CTG_LIMIT_UDP, {flags(kSyn), Frame{}.ipv4().icmp(), protocol4(136)});
}

TEST_F(LimitProtocol, TcpSynIsWhatOpensAConnection)
{
	expect_counts(CTG_LIMIT_TCP_SYN,
		      {flags(kSyn), flags(kSyn | packet::kPsh), flags(kSyn | kEce | kCwr), Frame{}.ipv6().tcp()});
	expect_free(CTG_LIMIT_TCP_SYN, {flags(kSyn | kAck), flags(kAck), flags(packet::kRst),
					flags(packet::kFin | kAck), Frame{}.ipv4().udp(), protocol4(132)});
}

TEST_F(LimitProtocol, IcmpEchoIsRequestsOfEitherVersion)
{
	expect_counts(CTG_LIMIT_ICMP_ECHO, {Frame{}.ipv4().icmp(), Frame{}.ipv6().icmpv6()});
	expect_free(CTG_LIMIT_ICMP_ECHO, {Frame{}.ipv4().icmp({.type = 0}), Frame{}.ipv4().icmp({.type = 3}),
					  Frame{}.ipv4().icmp({.type = 128}), Frame{}.ipv6().icmpv6({.type = 129}),
					  Frame{}.ipv6().icmpv6({.type = 135}), Frame{}.ipv6().icmpv6({.type = 8}),
					  Frame{}.ipv4().icmpv6(), Frame{}.ipv6().icmp()});
}

TEST_F(LimitProtocol, OtherIsWhatHasNoLimitOfItsOwn)
{
	expect_counts(CTG_LIMIT_OTHER, {protocol4(132), protocol4(47), protocol4(50), protocol6(47), protocol6(59),
					Frame{}.ipv4().icmpv6(), Frame{}.ipv6().icmp()});
	expect_free(CTG_LIMIT_OTHER,
		    {Frame{}.ipv4().udp(), Frame{}.ipv6().udp(), flags(kSyn), flags(kAck), Frame{}.ipv4().icmp(),
		     Frame{}.ipv6().icmpv6(), Frame{}.ethertype(0x0806).payload(46)});
}

TEST_F(LimitProtocol, PortsOfTcpAreNotThoseOfUdp)
{
	FilterRun filter{
		only_limits({limit_of("udp", CTG_LIMIT_UDP, 1, {443}), limit_of("tcp", CTG_LIMIT_TCP_SYN, 1, {443})},
			    CTG_EACH_SOURCE)};
	const auto udp = Frame{}.ipv4().udp({.destination_port = 443}).bytes();
	const auto tcp = Frame{}.ipv4().tcp({.destination_port = 443}).bytes();
	const auto segment = Frame{}.ipv4().tcp({.destination_port = 443, .flags = kAck}).bytes();
	const auto elsewhere = Frame{}.ipv4().tcp({.destination_port = 444}).bytes();
	EXPECT_EQ(filter(udp), passed(udp));
	EXPECT_EQ(filter(tcp), passed(tcp));
	EXPECT_EQ(filter(udp), dropped("limit_udp_source", udp));
	EXPECT_EQ(filter(tcp), dropped("limit_tcp_source", tcp));
	EXPECT_EQ(filter(segment), passed(segment));
	EXPECT_EQ(filter.repeat(elsewhere, 3).moved["passed"].packets, 3u);
}

} // namespace
} // namespace ctgate
