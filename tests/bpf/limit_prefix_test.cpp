// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

/// Sources count together with all that share a prefix with them.
class LimitPrefix : public FilterTest
{
protected:
	/// Two packets a source, and as many times that of its networks as the defaults say.
	static Config two_a_source() { return only_limits({limit_of("dns", CTG_LIMIT_UDP, 2, {53})}, CTG_EACH_SOURCE); }

	static packet::Bytes query(const std::string& source) { return Frame{}.ipv4({.source = source}).udp().bytes(); }
	static packet::Bytes query6(const std::string& source)
	{
		return Frame{}.ipv6({.source = source}).udp().bytes();
	}
	static void expect_pass(FilterRun& filter, const packet::Bytes& frame)
	{
		ASSERT_EQ(filter(frame), passed(frame));
	}
	static void expect_refused(FilterRun& filter, const packet::Bytes& frame)
	{
		EXPECT_EQ(filter(frame), dropped("limit_dns_source", frame));
	}
};

constexpr int kNetwork4 = 2 * 16, kNetwork6 = 2 * 4, kSite6 = 2 * 64;

TEST_F(LimitPrefix, OfTwentyFourBitsGetsSixteenTimesTheRateOfASourceAndNoMore)
{
	FilterRun filter{two_a_source()};
	for (int i = 0; i < kNetwork4; ++i)
		expect_pass(filter, query(fmt::format("198.51.100.{}", i)));
	expect_refused(filter, query("198.51.100.0"));
	expect_refused(filter, query("198.51.100.200"));
	expect_pass(filter, query("198.51.101.200"));
}

TEST_F(LimitPrefix, IsNotSpentByASourceOverItsOwnLimit)
{
	FilterRun filter{two_a_source()};
	EXPECT_EQ(filter.repeat(query("198.51.100.1"), 1000).moved["passed"].packets, 2u);
	for (int i = 2; i < kNetwork4; ++i)
		expect_pass(filter, query(fmt::format("198.51.100.{}", i)));
	expect_refused(filter, query("198.51.100.200"));
}

TEST_F(LimitPrefix, OverItsLimitSpendsNothingOfTheGreaterOneAroundIt)
{
	Config config = two_a_source();
	change_limit(config, "dns", [](Limit& limit) { limit.prefixes[CTG_IPV4] = {{24, 1}, {16, 9}}; });
	FilterRun filter{config};
	EXPECT_EQ(filter.repeat(query("198.51.100.1"), 2).moved["passed"].packets, 2u);
	EXPECT_EQ(filter.repeat(query("198.51.100.2"), 1000).moved["passed"].packets, 0u);
	// 18 packets of the /16, of which 2 are spent.
	for (int i = 0; i < 8; ++i)
		EXPECT_EQ(filter.repeat(query(fmt::format("198.51.{}.1", i)), 2).moved["passed"].packets, 2u) << i;
	expect_refused(filter, query("198.51.200.1"));
}

TEST_F(LimitPrefix, OfSixtyFourBitsGetsFourTimesTheRateOfAnAddress)
{
	FilterRun filter{two_a_source()};
	for (int i = 0; i < kNetwork6; ++i)
		expect_pass(filter, query6(fmt::format("2001:db8:1:1::{}", i)));
	expect_refused(filter, query6("2001:db8:1:1:ffff::1"));
	expect_pass(filter, query6("2001:db8:1:2:ffff::1"));
}

TEST_F(LimitPrefix, OfFortyEightBitsGetsSixtyFourTimesTheRateOfAnAddress)
{
	FilterRun filter{two_a_source()};
	for (int i = 0; i < kSite6; ++i)
		expect_pass(filter, query6(fmt::format("2001:db8:1:{:x}::{}", i / 4, i % 4)));
	expect_refused(filter, query6("2001:db8:1:ffff::1"));
	expect_pass(filter, query6("2001:db8:2:ffff::1"));
}

TEST_F(LimitPrefix, OfAnAddressHoldsForIpv6Too)
{
	FilterRun filter{two_a_source()};
	EXPECT_EQ(filter.repeat(query6("2001:db8:1:1::1"), 1000).moved["passed"].packets, 2u);
	expect_pass(filter, query6("2001:db8:1:1::2"));
}

} // namespace
} // namespace ctgate
