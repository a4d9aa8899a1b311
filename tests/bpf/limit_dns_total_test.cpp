// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

#include <chrono>
#include <thread>

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

	static Config with(std::uint32_t total, std::uint32_t source)
	{
		Config config = only(CTG_LIMIT_DNS_TOTAL, CTG_DROP);
		config.set_action(CTG_LIMIT_DNS_SOURCE, source ? CTG_DROP : CTG_OFF);
		set_burst(config, CTG_LIMIT_DNS_TOTAL, total);
		set_burst(config, CTG_LIMIT_DNS_SOURCE, source ? source : 1);
		return config;
	}
};

TEST_F(LimitDnsTotal, PassesTheBurstExactlyWhoeverSends)
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
	EXPECT_EQ(filter(late), dropped(CTG_LIMIT_DNS_TOTAL, late));
}

TEST_F(LimitDnsTotal, RefusesAndTheSourceHasSpentItsTokenAllTheSame)
{
	FilterRun filter{with(1, 3)};
	const auto greedy = from("10.0.0.1");
	EXPECT_EQ(filter(greedy), passed(greedy));
	EXPECT_EQ(filter(greedy), dropped(CTG_LIMIT_DNS_TOTAL, greedy));
	EXPECT_EQ(filter(greedy), dropped(CTG_LIMIT_DNS_TOTAL, greedy));
	EXPECT_EQ(filter(greedy), dropped(CTG_LIMIT_DNS_SOURCE, greedy)) << "three tries were its share of the total";
}

TEST_F(LimitDnsTotal, MonitoringTheSourceLimitStillSpendsTheTotal)
{
	Config config = with(3, 1);
	config.set_action(CTG_LIMIT_DNS_SOURCE, CTG_MONITOR);
	FilterRun filter{config};
	const auto query = from("10.0.0.1");
	EXPECT_EQ(filter(query), passed(query));
	EXPECT_EQ(filter(query), monitored(CTG_LIMIT_DNS_SOURCE, query));
	EXPECT_EQ(filter(query), monitored(CTG_LIMIT_DNS_SOURCE, query));
	Outcome expected = dropped(CTG_LIMIT_DNS_TOTAL, query);
	expected.moved["monitored limit_dns_source"] = {1, query.size()};
	EXPECT_EQ(filter(query), expected);
}

} // namespace
} // namespace ctgate
