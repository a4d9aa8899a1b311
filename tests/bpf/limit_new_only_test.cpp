// SPDX-License-Identifier: MIT
#include "tests/bpf/conntrack_entry.hpp"
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::uint32_t kBurst = 3;
constexpr const char* kClient = "203.0.113.1";
constexpr const char* kServer = "198.51.100.1";

/// A limit of new flows asks conntrack, and leaves alone what it knows.
class LimitNewOnly : public ConntrackTest
{
protected:
	static Config config(ctg_limit_protocol protocol, Counting counting = Counting::kNewOnly)
	{
		Limit limit = limit_of("one", protocol, kBurst);
		limit.counting = counting;
		return only_limits({limit}, CTG_EACH_SOURCE);
	}

	static void expect_never_limited(FilterRun& filter, const packet::Bytes& frame)
	{
		EXPECT_EQ(filter.repeat(frame, 50).moved["passed"].packets, 50u);
	}
	static void expect_limited(FilterRun& filter, const packet::Bytes& frame)
	{
		EXPECT_EQ(filter.repeat(frame, 50).moved["passed"].packets, kBurst);
	}

	static packet::Bytes reply_to(std::uint16_t port)
	{
		return Frame{}
			.ipv4({.source = kServer, .destination = kClient})
			.udp({.source_port = 53, .destination_port = port})
			.bytes();
	}
};

TEST_F(LimitNewOnly, LetsRepliesOfAKnownFlowPassAndCountsTheOthers)
{
	know_udp({.source = kClient, .destination = kServer, .source_port = 40000, .destination_port = 53});
	FilterRun filter{config(CTG_LIMIT_UDP)};
	expect_never_limited(filter, reply_to(40000));
	expect_limited(filter, reply_to(40001));
	expect_never_limited(filter, reply_to(40000));
}

TEST_F(LimitNewOnly, LetsMorePacketsOfAKnownFlowPass)
{
	know_udp({.source_port = 40000, .destination_port = 53});
	FilterRun filter{config(CTG_LIMIT_UDP)};
	expect_never_limited(filter, Frame{}.ipv4().udp({.source_port = 40000, .destination_port = 53}).bytes());
	expect_limited(filter, Frame{}.ipv4().udp({.source_port = 40001, .destination_port = 53}).bytes());
}

TEST_F(LimitNewOnly, KnowsFlowsOfIpv6)
{
	know_udp({.source = "2001:db8:1::1", .destination = "2001:db8:2::1", .source_port = 1, .destination_port = 2});
	FilterRun filter{config(CTG_LIMIT_UDP)};
	expect_never_limited(filter, Frame{}.ipv6().udp({.source_port = 1, .destination_port = 2}).bytes());
	expect_limited(filter, Frame{}.ipv6().udp({.source_port = 2, .destination_port = 1}).bytes());
}

TEST_F(LimitNewOnly, LetsARepeatedSynOfAKnownFlowPass)
{
	know_tcp({.source_port = 40000, .destination_port = 80});
	FilterRun filter{config(CTG_LIMIT_TCP_SYN)};
	expect_never_limited(filter, Frame{}.ipv4().tcp({.source_port = 40000, .destination_port = 80}).bytes());
	expect_limited(filter, Frame{}.ipv4().tcp({.source_port = 40000, .destination_port = 81}).bytes());
}

TEST_F(LimitNewOnly, AFlowOfAnotherProtocolIsAnother)
{
	know_tcp({.source_port = 40000, .destination_port = 53});
	FilterRun filter{config(CTG_LIMIT_UDP)};
	expect_limited(filter, Frame{}.ipv4().udp({.source_port = 40000, .destination_port = 53}).bytes());
}

TEST_F(LimitNewOnly, IsASettingAndWithoutItKnownFlowsCountToo)
{
	know_udp({.source_port = 40000, .destination_port = 53});
	FilterRun filter{config(CTG_LIMIT_UDP, Counting::kAll)};
	expect_limited(filter, Frame{}.ipv4().udp({.source_port = 40000, .destination_port = 53}).bytes());
}

} // namespace
} // namespace ctgate
