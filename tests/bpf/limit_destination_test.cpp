// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::uint32_t kBurst = 3;

class LimitDestination : public FilterTest
{
protected:
	static Config config(std::uint32_t burst = kBurst)
	{
		return only_limits({limit_of("dns", CTG_LIMIT_UDP, burst, {53})}, CTG_EACH_DESTINATION);
	}

	static packet::Bytes query(const std::string& source, const std::string& destination)
	{
		return Frame{}.ipv4({.source = source, .destination = destination}).udp().bytes();
	}
	static packet::Bytes query6(const std::string& source, const std::string& destination)
	{
		return Frame{}.ipv6({.source = source, .destination = destination}).udp().bytes();
	}
};

TEST_F(LimitDestination, PassesTheBurstExactlyWhoeverSends)
{
	FilterRun filter{config()};
	for (std::uint32_t i = 0; i < kBurst; ++i) {
		const auto frame = query(fmt::format("198.51.{}.1", i), "203.0.113.1");
		EXPECT_EQ(filter(frame), passed(frame));
	}
	const auto late = query("192.0.2.9", "203.0.113.1");
	EXPECT_EQ(filter(late), dropped("limit_dns_destination", late));
}

TEST_F(LimitDestination, EachAddressHasItsOwn)
{
	FilterRun filter{config(1)};
	for (const char* destination : {"203.0.113.1", "203.0.113.2", "203.1.113.1", "0.0.0.0"}) {
		const auto frame = query("198.51.100.1", destination);
		EXPECT_EQ(filter(frame), passed(frame));
		EXPECT_EQ(filter(frame), dropped("limit_dns_destination", frame));
	}
	for (const char* destination : {"2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"}) {
		const auto frame = query6("2001:db8:1::1", destination);
		EXPECT_EQ(filter(frame), passed(frame));
		EXPECT_EQ(filter(frame), dropped("limit_dns_destination", frame));
	}
}

TEST_F(LimitDestination, IsNotSpentByASourceOverItsOwnLimit)
{
	Config both = config(4);
	both.set_action(both.reason("dns", CTG_EACH_SOURCE), CTG_DROP);
	change_limit(both, "dns", [](Limit& limit) { limit.bucket[CTG_EACH_SOURCE] = once(2); });
	FilterRun filter{both};
	EXPECT_EQ(filter.repeat(query("198.51.100.1", "203.0.113.1"), 50).moved["passed"].packets, 2u);
	EXPECT_EQ(filter.repeat(query("198.51.100.2", "203.0.113.1"), 2).moved["passed"].packets, 2u);
	const auto late = query("198.51.100.3", "203.0.113.1");
	EXPECT_EQ(filter(late), dropped("limit_dns_destination", late));
}

TEST_F(LimitDestination, OverItsOwnSpendsNothingOfTheTotal)
{
	Config both = config(2);
	both.set_action(both.reason("dns", CTG_TOTAL), CTG_DROP);
	change_limit(both, "dns", [](Limit& limit) { limit.bucket[CTG_TOTAL] = once(burst_of_strangers(4)); });
	FilterRun filter{both};
	EXPECT_EQ(filter.repeat(query("198.51.100.1", "203.0.113.1"), 50).moved["passed"].packets, 2u);
	EXPECT_EQ(filter.repeat(query("198.51.100.1", "203.0.113.2"), 2).moved["passed"].packets, 2u);
	const auto late = query("198.51.100.1", "203.0.113.3");
	EXPECT_EQ(filter(late), dropped("limit_dns_total", late));
}

} // namespace
} // namespace ctgate
