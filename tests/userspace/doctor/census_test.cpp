// SPDX-License-Identifier: MIT
#include "userspace/doctor/census.hpp"

#include "tests/userspace/conntrack/flow.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <numeric>

namespace ctgate::doctor
{
namespace
{

using namespace std::chrono_literals;
using conntrack::address;
using conntrack::Ends;
using conntrack::Entry;
using conntrack::Kind;
using conntrack::kSettled;

constexpr auto kDays = 432000s;
constexpr const char* kHere = "198.51.100.1";

Census census()
{
	conntrack::Lifetimes times{.tcp_unacknowledged = 300s, .tcp_max_retrans = 300s};
	times.tcp[TCP_CONNTRACK_ESTABLISHED] = kDays;
	return Census{{times, conntrack::LocalAddresses{{address(kHere)}}}};
}

Figures figures_of(const std::vector<Entry>& entries)
{
	Census counted = census();
	for (const Entry& entry : entries)
		counted.add(entry);
	return counted.figures();
}

Entry established(std::chrono::seconds left = kDays, const Ends& ends = {})
{
	return conntrack::tcp(TCP_CONNTRACK_ESTABLISHED, kSettled, left, ends);
}

Entry udp(const Ends& ends, std::uint32_t status = 0)
{
	Entry entry = conntrack::flow(IPPROTO_UDP, ends, status);
	entry.left = 30s;
	return entry;
}

TEST(Census, OfNothingIsNothing)
{
	const auto figures = figures_of({});
	EXPECT_EQ(figures.entries, 0U);
	EXPECT_EQ(figures.all.sources, 0U);
	EXPECT_TRUE(figures.all.top_sources.empty());
	EXPECT_TRUE(figures.translated.empty());
	EXPECT_FALSE(census().main_service(Kind::kActive));
}

TEST(Census, CountsEachEntryInOneKindAndInAll)
{
	const auto figures = figures_of({established(), established(), udp({.destination_port = 53}, kSettled),
					 conntrack::tcp(TCP_CONNTRACK_SYN_SENT, 0, 100s)});
	EXPECT_EQ(figures.entries, 4U);
	EXPECT_EQ(figures.all.entries, 4U);
	EXPECT_EQ(figures.all.replied, 3U);
	EXPECT_EQ(figures.all.assured, 3U);
	EXPECT_EQ(figures.of(Kind::kActive).entries, 2U);
	EXPECT_EQ(figures.of(Kind::kDnsServed).entries, 1U);
	EXPECT_EQ(figures.of(Kind::kDnsServed).replied, 1U);
	EXPECT_EQ(figures.of(Kind::kSynSent).entries, 1U);
	EXPECT_EQ(figures.of(Kind::kSynSent).replied, 0U);
}

TEST(Census, TellsWhoOpenedWhat)
{
	const auto figures = figures_of({established(kDays, {.source = kHere, .destination = "203.0.113.9"}),
					 established(kDays, {.destination = kHere}),
					 established(kDays, {.destination = "203.0.113.9"})});
	EXPECT_EQ(figures.of(Kind::kActive).from_here, 1U);
	EXPECT_EQ(figures.of(Kind::kActive).to_here, 1U) << "the third is forwarded";
}

TEST(Census, NamesSourcesServicesAndPairs)
{
	std::vector<Entry> entries(3, established());
	entries.push_back(established(kDays, {.source = "192.0.2.8"}));
	const Figures figures = figures_of(entries);
	const Group& active = figures.of(Kind::kActive);
	EXPECT_EQ(active.destinations, 1U);
	ASSERT_EQ(active.top_sources.size(), 2U);
	EXPECT_EQ(active.top_sources[0].name, "192.0.2.7");
	EXPECT_EQ(active.top_sources[0].entries, 3U);
	ASSERT_EQ(active.top_services.size(), 1U);
	EXPECT_EQ(active.top_services[0].name, "tcp 198.51.100.1:443");
	EXPECT_EQ(active.top_services[0].entries, 4U);
	EXPECT_EQ(active.top_pairs[0].name, "192.0.2.7 > tcp 198.51.100.1:443");
	EXPECT_EQ(active.top_pairs[0].entries, 3U);
}

TEST(Census, WritesNamesAsToolsTakeThem)
{
	const auto name = [](std::uint8_t protocol, const Ends& ends) {
		return figures_of({conntrack::flow(protocol, ends, 0)}).all.top_services.front().name;
	};
	EXPECT_EQ(name(IPPROTO_UDP, {.source = "2001:db8::7", .destination = "2001:db8::1"}), "udp [2001:db8::1]:443");
	EXPECT_EQ(name(IPPROTO_SCTP, {}), "sctp 198.51.100.1:443");
	EXPECT_EQ(name(IPPROTO_UDPLITE, {}), "udplite 198.51.100.1:443");
	EXPECT_EQ(name(IPPROTO_DCCP, {}), "dccp 198.51.100.1:443");
	EXPECT_EQ(name(IPPROTO_ICMP, {}), "icmp 198.51.100.1");
	EXPECT_EQ(name(IPPROTO_ICMPV6, {.source = "2001:db8::7", .destination = "2001:db8::1"}), "icmpv6 2001:db8::1");
	EXPECT_EQ(name(IPPROTO_GRE, {}), "gre 198.51.100.1");
	EXPECT_EQ(name(253, {}), "protocol 253 198.51.100.1");
	EXPECT_EQ(figures_of({udp({.source = "2001:db8::7", .destination = "2001:db8::1"})}).all.top_pairs.front().name,
		  "2001:db8::7 > udp [2001:db8::1]:443");
}

TEST(Census, TellsServicesApartByEachOfTheirParts)
{
	EXPECT_EQ(figures_of({udp({}), udp({.destination_port = 444}), udp({.destination = "198.51.100.2"}),
			      conntrack::flow(IPPROTO_UDPLITE, {}, 0)})
			  .all.top_services.size(),
		  4U);
}

TEST(Census, PutsIdleTimesIntoTheirClasses)
{
	std::vector<Entry> entries;
	for (const std::uint32_t seconds : kIdleFrom) {
		entries.push_back(established(kDays - std::chrono::seconds{seconds}));
		if (seconds > 0)
			entries.push_back(established(kDays - std::chrono::seconds{seconds - 1}));
	}
	const auto figures = figures_of(entries);
	for (std::size_t i = 0; i < kIdleFrom.size(); ++i)
		EXPECT_EQ(figures.idle[i], i + 1 < kIdleFrom.size() ? 2U : 1U) << "from " << kIdleFrom[i] << " s on";
	EXPECT_EQ(figures.idle_for(0), entries.size());
	EXPECT_EQ(figures.idle_for(3600), 9U);
	EXPECT_EQ(figures.idle_for(259200), 1U);
	EXPECT_EQ(figures.outlived, 0U);
}

TEST(Census, CountsThoseFromBeforeTheTimeoutWasLowered)
{
	const auto figures = figures_of({established(kDays + 1s), established(kDays)});
	EXPECT_EQ(figures.outlived, 1U);
	EXPECT_EQ(std::accumulate(figures.idle.begin(), figures.idle.end(), std::uint64_t{0}), 1U);
}

TEST(Census, CountsWhatExpiresSoon)
{
	EXPECT_EQ(figures_of({established(9s), established(10s), established(0s)}).expiring, 2U);
}

TEST(Census, CountsPickUps)
{
	Entry picked_up = established();
	picked_up.tcp_flags_original = picked_up.tcp_flags_reply = IP_CT_TCP_FLAG_BE_LIBERAL;
	Entry unanswered = picked_up;
	unanswered.status = 0;
	const auto figures = figures_of({established(), picked_up, unanswered});
	EXPECT_EQ(figures.picked_up_assured, 1U);
	EXPECT_EQ(figures.of(Kind::kPickedUp).entries, 1U);
}

/// Ports are taken on the address that the other side sees.
TEST(Census, NamesTheAddressThatNatGives)
{
	Entry translated = udp({.source = "10.0.0.5", .destination = "203.0.113.9", .destination_port = 53});
	translated.reply.destination = address("198.51.100.1");
	translated.status = IPS_SRC_NAT;
	Entry plain = udp({});
	const auto figures = figures_of({translated, translated, plain});
	ASSERT_EQ(figures.translated.size(), 1U);
	EXPECT_EQ(figures.translated[0].name, "198.51.100.1 > udp 203.0.113.9:53");
	EXPECT_EQ(figures.translated[0].entries, 2U);
}

TEST(Census, CountsHelpersAndNotWithoutEnd)
{
	Entry ftp = established();
	ftp.helper = "ftp";
	std::vector<Entry> entries{ftp, ftp};
	std::vector<std::string> names;
	for (int i = 0; i < 100; ++i)
		names.push_back(fmt::format("helper{:03}", i));
	for (const std::string& name : names) {
		entries.push_back(established());
		entries.back().helper = name;
	}
	entries.push_back(ftp);
	const auto figures = figures_of(entries);
	EXPECT_EQ(figures.helpers.size(), 32U);
	EXPECT_EQ(figures.helpers.at("ftp"), 3U) << "who is in goes on to be counted";
}

TEST(Census, KnowsWhatMostOfAKindTalkTo)
{
	Census counted = census();
	for (int i = 0; i < 3; ++i)
		counted.add(established());
	counted.add(established(kDays, {.destination_port = 80}));
	const Service expected{address("198.51.100.1"), 443, IPPROTO_TCP};
	EXPECT_EQ(counted.main_service(Kind::kActive), expected);
	EXPECT_FALSE(counted.main_service(Kind::kIdle));
}

TEST(Census, CountsASourceOfTwoKindsOnceInAll)
{
	std::vector<Entry> entries;
	for (int i = 0; i < 200; ++i) {
		const Ends ends{.source = fmt::format("192.0.2.{}", i)};
		entries.push_back(established(kDays, ends));
		entries.push_back(udp(ends));
	}
	EXPECT_NEAR(static_cast<double>(figures_of(entries).all.sources), 200, 30);
}

/// All together it is another one than in each kind.
TEST(Census, MergesTheKinds)
{
	std::vector<Entry> entries;
	for (int i = 0; i < 3; ++i)
		entries.push_back(established());
	for (int i = 0; i < 2; ++i) {
		entries.push_back(established(kDays, {.source = "192.0.2.8"}));
		entries.push_back(udp({.source = "192.0.2.8"}));
	}
	const auto figures = figures_of(entries);
	EXPECT_EQ(figures.of(Kind::kActive).top_sources.front().name, "192.0.2.7");
	EXPECT_EQ(figures.all.top_sources.front().name, "192.0.2.8");
	EXPECT_EQ(figures.all.top_sources.front().entries, 4U);
}

TEST(Census, NamesNoMoreThanFive)
{
	std::vector<Entry> entries;
	for (int i = 0; i < 50; ++i)
		entries.push_back(udp({.source = fmt::format("192.0.2.{}", i)}));
	const auto figures = figures_of(entries);
	EXPECT_EQ(figures.all.top_sources.size(), 5U);
	EXPECT_NEAR(static_cast<double>(figures.all.sources), 50, 6) << "five standard errors: the key differs";
}

} // namespace
} // namespace ctgate::doctor
