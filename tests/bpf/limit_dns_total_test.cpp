// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::uint32_t kBurst = 100, kExcess = 50;

class LimitDnsTotal : public FilterTest
{
protected:
	static packet::Bytes from(const std::string& source) { return Frame{}.ipv4({.source = source}).udp().bytes(); }

	/// So many of strangers pass in all, and of one source; 0: as many as it likes.
	static Config with(std::uint32_t total, std::uint32_t source)
	{
		Config config = only(kTotal, CTG_DROP);
		config.set_action(kSource, source ? CTG_DROP : CTG_OFF);
		set_burst(config, kTotal, burst_of_strangers(total));
		set_burst(config, kSource, source ? source : 1);
		return config;
	}

	inline static const ctg_reason kTotal = limit_reason("dns", CTG_TOTAL),
				       kSource = limit_reason("dns", CTG_EACH_SOURCE);
};

TEST_F(LimitDnsTotal, PassesHalfTheBurstToStrangersExactlyWhoeverSends)
{
	FilterRun filter{with(kBurst, 0)};
	Outcome sum{};
	for (std::uint32_t i = 0; i < kBurst + kExcess; ++i)
		sum += filter(i % 2 ? from(fmt::format("10.0.0.{}", i)) : Frame{}.ipv6().udp().bytes());
	EXPECT_EQ(sum.moved["passed"].packets, kBurst);
	EXPECT_EQ(sum.moved["dropped limit_dns_total"].packets, kExcess);
}

TEST_F(LimitDnsTotal, IsNotSpentByASourceOverItsOwnLimit)
{
	FilterRun filter{with(10, 5)};
	const auto greedy = from("10.0.0.1"), modest = from("10.0.0.2"), late = from("10.0.0.3");
	EXPECT_EQ(filter.repeat(greedy, 100).moved["passed"].packets, 5u);
	EXPECT_EQ(filter.repeat(modest, 5).moved["passed"].packets, 5u);
	EXPECT_EQ(filter(late), dropped(kTotal, late));
}

TEST_F(LimitDnsTotal, RefusesAndTheSourceHasSpentItsTokenAllTheSame)
{
	FilterRun filter{with(1, 3)};
	const auto greedy = from("10.0.0.1");
	EXPECT_EQ(filter(greedy), passed(greedy));
	EXPECT_EQ(filter(greedy), dropped(kTotal, greedy));
	EXPECT_EQ(filter(greedy), dropped(kTotal, greedy));
	EXPECT_EQ(filter(greedy), dropped(kSource, greedy)) << "three tries were its share of the total";
}

TEST_F(LimitDnsTotal, MonitoringTheSourceLimitStillSpendsTheTotal)
{
	Config config = with(3, 1);
	config.set_action(kSource, CTG_MONITOR);
	FilterRun filter{config};
	const auto query = from("10.0.0.1");
	EXPECT_EQ(filter(query), passed(query));
	EXPECT_EQ(filter(query), monitored(kSource, query));
	EXPECT_EQ(filter(query), monitored(kSource, query));
	Outcome expected = dropped(kTotal, query);
	expected.moved["monitored limit_dns_source"] = {1, query.size()};
	EXPECT_EQ(filter(query), expected);
}

} // namespace
} // namespace ctgate
