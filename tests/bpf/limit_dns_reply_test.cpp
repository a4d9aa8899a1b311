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

	/// So many of strangers pass in all, and of one source.
	static Config with(std::uint32_t total, std::uint32_t source)
	{
		Config config = only(kTotal, CTG_DROP);
		config.set_action(kSource, CTG_DROP);
		set_burst(config, kTotal, burst_of_strangers(total));
		set_burst(config, kSource, source);
		return config;
	}

	inline static const ctg_reason kTotal = limit_reason("dns-reply", CTG_TOTAL),
				       kSource = limit_reason("dns-reply", CTG_EACH_SOURCE);
};

TEST_F(LimitDnsReply, PassesTheBurstOfASourceExactly)
{
	FilterRun filter{with(500, 20)};
	const auto reply = from("10.0.0.1");
	Outcome outcome = filter.repeat(reply, 50);
	EXPECT_EQ(outcome.moved["passed"], (Tally{20, 20 * reply.size()}));
	EXPECT_EQ(outcome.moved["dropped limit_dns_reply_source"], (Tally{30, 30 * reply.size()}));
	EXPECT_EQ(filter(from("10.0.0.2")), passed(reply));
}

TEST_F(LimitDnsReply, PassesHalfTheBurstOfAllSourcesToStrangersExactly)
{
	FilterRun filter{with(20, 500)};
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
	EXPECT_EQ(filter(late), dropped(kTotal, late));
}

} // namespace
} // namespace ctgate
