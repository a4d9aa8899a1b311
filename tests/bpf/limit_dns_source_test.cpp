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

class LimitDnsSource : public FilterTest
{
protected:
	static Config with_burst(std::uint32_t burst)
	{
		Config config = only(kSource, CTG_DROP);
		set_burst(config, kSource, burst);
		change_limit(config, "dns", count_single_sources);
		return config;
	}

	static packet::Bytes from_ipv4(const std::string& source)
	{
		return Frame{}.ipv4({.source = source}).udp().bytes();
	}
	static packet::Bytes from_ipv6(const std::string& source)
	{
		return Frame{}.ipv6({.source = source}).udp().bytes();
	}

	inline static const ctg_reason kSource = limit_reason("dns", CTG_EACH_SOURCE);

	/// That many of the same frame pass, and the others are dropped.
	static Outcome some_pass(const packet::Bytes& frame, std::uint32_t pass, std::uint32_t drop)
	{
		const std::uint64_t size = frame.size();
		return {XDP_DROP, {{"passed", {pass, pass * size}}, {"dropped limit_dns_source", {drop, drop * size}}}};
	}
};

TEST_F(LimitDnsSource, PassesTheBurstExactly)
{
	const auto query = from_ipv4("198.51.100.1");
	FilterRun filter{with_burst(kBurst)};
	ASSERT_EQ(filter.machine().clock, static_cast<__u32>(CTG_CLOCK_JIFFIES));
	EXPECT_EQ(filter.repeat(query, kBurst + kExcess), some_pass(query, kBurst, kExcess));
}

TEST_F(LimitDnsSource, PassesTheBurstExactlyByTheFineClockToo)
{
	Config config = with_burst(kBurst);
	// A bucket that holds less than a tick's worth of tokens makes the filter read nanoseconds.
	change_limit(config, "dns-reply", [](Limit& reply) {
		reply.bucket[CTG_EACH_SOURCE] = {.rate = {.packets = 1'000'000, .period_s = 1}, .burst = 1};
	});
	config.set_action(limit_reason("dns-reply", CTG_EACH_SOURCE), CTG_DROP);
	const auto query = from_ipv4("198.51.100.1");
	FilterRun filter{config};
	ASSERT_EQ(filter.machine().clock, static_cast<__u32>(CTG_CLOCK_KTIME));
	EXPECT_EQ(filter.repeat(query, kBurst + kExcess), some_pass(query, kBurst, kExcess));
}

TEST_F(LimitDnsSource, EachIpv4AddressHasItsOwn)
{
	FilterRun filter{with_burst(2)};
	for (const char* source : {"198.51.100.1", "198.51.100.2", "199.51.100.1", "0.0.0.0", "255.255.255.255"}) {
		const auto query = from_ipv4(source);
		EXPECT_EQ(filter.repeat(query, 3), some_pass(query, 2, 1)) << source;
	}
}

TEST_F(LimitDnsSource, AddressesOfOneIpv6NetworkShareOne)
{
	FilterRun filter{with_burst(2)};
	const auto first = from_ipv6("2001:db8:1:1::1"), second = from_ipv6("2001:db8:1:1:ffff:ffff:ffff:ffff");
	EXPECT_EQ(filter(first), passed(first));
	EXPECT_EQ(filter(second), passed(second));
	EXPECT_EQ(filter(first), dropped(kSource, first));
	EXPECT_EQ(filter(second), dropped(kSource, second));
}

TEST_F(LimitDnsSource, EachIpv6NetworkHasItsOwn)
{
	FilterRun filter{with_burst(2)};
	for (const char* source : {"2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:2:1::1", "2001:db9:1:1::1", "::1"}) {
		const auto query = from_ipv6(source);
		EXPECT_EQ(filter.repeat(query, 3), some_pass(query, 2, 1)) << source;
	}
}

TEST_F(LimitDnsSource, ManySourcesUnderTheirLimitAllPass)
{
	FilterRun filter{with_burst(8)};
	for (int i = 0; i < 5000; ++i) {
		const auto query = from_ipv4(fmt::format("10.{}.{}.1", i / 250, i % 250));
		ASSERT_EQ(filter(query), passed(query)) << i;
	}
}

TEST_F(LimitDnsSource, SharesBothItsBucketsWithAnotherAsSeldomAsChanceHasIt)
{
	constexpr int kSources = 5000;
	FilterRun filter{with_burst(1)};
	Outcome sum{};
	for (int i = 0; i < kSources; ++i)
		sum += filter(from_ipv4(fmt::format("10.{}.{}.1", i / 250, i % 250)));
	// Two sources have the same line once in `lines` times, and then once in four the same pair.
	const double lines = filter.machine().limit[0].lines, pairs = kSources * (kSources - 1) / 2.0;
	EXPECT_LT(static_cast<double>(sum.moved["dropped limit_dns_source"].packets), 1.5 * pairs / (4 * lines) + 1);
}

TEST_F(LimitDnsSource, DestinationAndPortsOfTheSourceDoNotMatter)
{
	FilterRun filter{with_burst(1)};
	const auto first = from_ipv4("198.51.100.1");
	const auto second = Frame{}.ipv4({.destination = "203.0.113.9"}).udp({.source_port = 1}).bytes();
	EXPECT_EQ(filter(first), passed(first));
	EXPECT_EQ(filter(second), dropped(kSource, second));
}

TEST_F(LimitDnsSource, TokensComeBackAtTheRate)
{
	using namespace std::chrono;
	Config config = only(kSource, CTG_DROP);
	change_limit(config, "dns", [](Limit& limit) {
		limit.bucket[CTG_EACH_SOURCE] = {.rate = {.packets = 100, .period_s = 1}, .burst = 200};
	});
	FilterRun filter{config};
	const auto query = from_ipv4("198.51.100.1");

	const auto begin = steady_clock::now();
	std::uint64_t got = filter.repeat(query, 400).moved["passed"].packets;
	const auto empty = steady_clock::now();
	std::this_thread::sleep_for(500ms);
	const auto least = steady_clock::now() - empty;
	got += filter.repeat(query, 400).moved["passed"].packets;
	const auto most = steady_clock::now() - begin;

	const auto tokens = [](nanoseconds time) { return 200 + 100 * duration<double>(time).count(); };
	EXPECT_GE(static_cast<double>(got), tokens(least) - 2) << "a tick and the last token's fraction";
	EXPECT_LE(static_cast<double>(got), tokens(most) + 1);
}

} // namespace
} // namespace ctgate
