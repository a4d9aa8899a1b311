// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class LimitDnsReply : public FilterTest
{
protected:
	static packet::Bytes from(const std::string& source)
	{
		return Frame{}.ipv4({.source = source}).udp({.source_port = 53, .destination_port = 40000}).bytes();
	}

	static Config with(std::uint32_t total, std::uint32_t source)
	{
		Config config = only(CTG_LIMIT_DNS_REPLY_TOTAL, CTG_DROP);
		config.set_action(CTG_LIMIT_DNS_REPLY_SOURCE, CTG_DROP);
		set_burst(config, CTG_LIMIT_DNS_REPLY_TOTAL, total);
		set_burst(config, CTG_LIMIT_DNS_REPLY_SOURCE, source);
		return config;
	}
};

TEST_F(LimitDnsReply, PassesTheBurstOfASourceExactly)
{
	FilterRun filter{with(1000, 20)};
	const auto reply = from("10.0.0.1");
	Outcome outcome = filter.repeat(reply, 50);
	EXPECT_EQ(outcome.moved["passed"], (Tally{20, 20 * reply.size()}));
	EXPECT_EQ(outcome.moved["dropped limit_dns_reply_source"], (Tally{30, 30 * reply.size()}));
	EXPECT_EQ(filter(from("10.0.0.2")), passed(reply));
}

TEST_F(LimitDnsReply, PassesTheBurstOfAllSourcesExactly)
{
	FilterRun filter{with(20, 1000)};
	Outcome sum{};
	for (int i = 0; i < 50; ++i)
		sum += filter(from(fmt::format("10.0.0.{}", i)));
	EXPECT_EQ(sum.moved["passed"].packets, 20u);
	EXPECT_EQ(sum.moved["dropped limit_dns_reply_total"].packets, 30u);
}

TEST_F(LimitDnsReply, OneServerOverItsLimitLeavesRoomForOthers)
{
	FilterRun filter{with(10, 5)};
	EXPECT_EQ(filter.repeat(from("10.0.0.1"), 100).moved["passed"].packets, 5u);
	EXPECT_EQ(filter.repeat(from("10.0.0.2"), 100).moved["passed"].packets, 5u);
	const auto late = from("10.0.0.3");
	EXPECT_EQ(filter(late), dropped(CTG_LIMIT_DNS_REPLY_TOTAL, late));
}

} // namespace
} // namespace ctgate
