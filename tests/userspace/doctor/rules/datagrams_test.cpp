// SPDX-License-Identifier: MIT
#include "tests/userspace/doctor/observations.hpp"

#include <gmock/gmock.h>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;
using testing::HasSubstr;
using testing::Not;

using rules::dns_asked;
using rules::dns_flood;
using rules::one_way_flood;
using rules::reflection;
using rules::tunnels;

TEST(DnsFlood, FiresFromAFifthOfUnansweredQueriesOn)
{
	const auto with = [](std::uint64_t replied) {
		return table_with({.kind = Kind::kDnsServed, .entries = 5'000, .replied = replied});
	};
	EXPECT_TRUE(fires(dns_flood, with(3'000)));
	EXPECT_FALSE(fires(dns_flood, with(3'001)));
}

TEST(DnsFlood, FiresForAnsweredOnesOnlyInAPressedTable)
{
	const auto answered = [](std::uint64_t entries) {
		return Part{.kind = Kind::kDnsServed, .entries = entries, .replied = entries};
	};
	EXPECT_FALSE(fires(dns_flood, table_with(answered(9'000)))) << "a resolver at work";
	EXPECT_FALSE(fires(dns_flood, nearly_full_with(answered(35'999))));
	EXPECT_TRUE(fires(dns_flood, nearly_full_with(answered(36'000))));
}

TEST(DnsFlood, FiresForAnsweredOnesThatFillTheTableWithinTheirTime)
{
	const auto growing = [](std::int64_t growth) {
		return observation(
			{.parts = {{.kind = Kind::kDnsServed, .entries = 9'000, .replied = 9'000}}, .growth = growth});
	};
	EXPECT_FALSE(fires(dns_flood, growing(2'000))) << "44 s, and they live for 30";
	EXPECT_TRUE(fires(dns_flood, growing(3'000)));
}

TEST(DnsFlood, SaysWhetherSourcesAreMadeUp)
{
	const auto with = [](std::uint64_t sources) {
		return all_of(
			*ask(dns_flood, table_with({.kind = Kind::kDnsServed, .entries = 5'000, .sources = sources})));
	};
	EXPECT_THAT(with(2'500), HasSubstr("most are made up"));
	EXPECT_THAT(with(2'499), HasSubstr("real clients, or few attackers"));
}

TEST(DnsFlood, OffersTheGateAndWhatCanBeFreed)
{
	const auto finding = ask(
		dns_flood, table_with({.kind = Kind::kDnsServed, .entries = 5'000, .replied = 1'000, .assured = 400}));
	EXPECT_EQ(finding->cause, Cause::kDnsFlood);
	EXPECT_THAT(finding->verdict, HasSubstr("5000 entries (50 %) are DNS queries that come to this side, 4000"));
	EXPECT_EQ(finding->remedies.front().command, "ctgate attach eth0");
	EXPECT_EQ(finding->frees(), 4'600U) << "assured ones stay";
}

TEST(DnsAsked, FiresAtTheSameParts)
{
	EXPECT_TRUE(fires(dns_asked, table_with({.kind = Kind::kDnsAsked, .entries = 2'000})));
	EXPECT_FALSE(fires(dns_asked, table_with({.kind = Kind::kDnsAsked, .entries = 1'999})));
	EXPECT_FALSE(fires(dns_asked, table_with({.kind = Kind::kDnsServed, .entries = 2'000})));
	EXPECT_FALSE(fires(dns_flood, table_with({.kind = Kind::kDnsAsked, .entries = 2'000})));
}

TEST(DnsAsked, TellsADeadUpstreamFromRandomNames)
{
	const auto with = [](std::uint64_t destinations) {
		return ask(dns_asked,
			   table_with({.kind = Kind::kDnsAsked, .entries = 2'000, .destinations = destinations}))
			->verdict;
	};
	EXPECT_THAT(with(3), HasSubstr("its upstream is dead or slow"));
	EXPECT_THAT(with(4), HasSubstr("made to ask for random names"));
}

TEST(Reflection, FiresFromATwentiethOn)
{
	EXPECT_FALSE(
		fires(reflection, observation({.max = 40'000, .parts = {{.kind = Kind::kReflected, .entries = 499}}})));
	const auto seen = observation({.max = 40'000, .parts = {{.kind = Kind::kReflected, .entries = 500}}});
	const auto finding = ask(reflection, seen);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kReflection);
	EXPECT_EQ(finding->frees(), 500U);
}

TEST(Reflection, DoesNotAttachTwice)
{
	auto seen = table_with({.kind = Kind::kReflected, .entries = 2'000});
	EXPECT_EQ(ask(reflection, seen)->remedies.front().command, "ctgate attach eth0");
	seen.gates = {"eth0"};
	EXPECT_EQ(ask(reflection, seen)->remedies.front().command, "ctgate reason set dns_reply_unsolicited drop");
}

TEST(OneWayFlood, FiresFromAQuarterOnOfAllThatNobodyAnswers)
{
	const auto with = [](std::uint64_t udp) {
		return observation({.parts = {{.kind = Kind::kUdpUnreplied, .entries = udp},
					      {.kind = Kind::kOther, .entries = 1'500, .replied = 1'000},
					      {.kind = Kind::kIcmp, .entries = 6'000, .replied = 5'000},
					      {.kind = Kind::kActive, .entries = 2'500 - udp}}});
	};
	EXPECT_TRUE(fires(one_way_flood, with(1'000)));
	EXPECT_FALSE(fires(one_way_flood, with(999)));
}

TEST(OneWayFlood, FreesAllThatIsNotAssured)
{
	const auto seen =
		observation({.parts = {{.kind = Kind::kUdpUnreplied, .entries = 4'000},
				       {.kind = Kind::kActive, .entries = 6'000, .replied = 6'000, .assured = 5'900}}});
	const auto finding = ask(one_way_flood, seen);
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kOneWayFlood);
	EXPECT_EQ(finding->frees(), 4'100U);
}

TEST(OneWayFlood, HasASentenceWithoutUdp)
{
	const auto seen = observation({.parts = {{.kind = Kind::kOther, .entries = kEntries}}});
	EXPECT_THAT(all_of(*ask(one_way_flood, seen)), HasSubstr("because UDP: none\n"));
}

TEST(Tunnels, FireFromAFifthOn)
{
	EXPECT_FALSE(fires(tunnels, table_with({.kind = Kind::kTunnel, .entries = 1'999})));
	const auto finding = ask(tunnels, table_with({.kind = Kind::kTunnel, .entries = 2'000}));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kTunnels);
	EXPECT_EQ(finding->frees(), 2'000U);
}

} // namespace
} // namespace ctgate::doctor
