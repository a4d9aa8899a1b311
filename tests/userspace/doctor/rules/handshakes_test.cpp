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

using rules::connect_storm;
using rules::picked_up;
using rules::syn_flood;

constexpr const char* kPair = "192.0.2.7 > tcp 198.51.100.1:8080";

Observation storming(std::uint64_t of_one, const std::string& pair = kPair)
{
	return table_with({.kind = Kind::kConnecting, .entries = 3'000, .top_pairs = {{pair, of_one}}});
}

TEST(SynFlood, FiresFromAFifthOfHalfOpenOnesOn)
{
	const auto with = [](std::uint64_t sent) {
		return observation({.parts = {{.kind = Kind::kSynSent, .entries = sent},
					      {.kind = Kind::kSynReceived, .entries = 500},
					      {.kind = Kind::kConnecting, .entries = 500}}});
	};
	EXPECT_FALSE(fires(syn_flood, with(999)));
	const auto finding = ask(syn_flood, with(1'000));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kSynFlood);
	EXPECT_EQ(finding->frees(), 2'000U);
	EXPECT_THAT(finding->verdict, HasSubstr("2000 entries (20 %) are half-open"));
}

TEST(SynFlood, IsNotTheStormOfOneClient)
{
	EXPECT_FALSE(fires(syn_flood, storming(3'000)));
	EXPECT_FALSE(fires(syn_flood, storming(2'000))) << "the thousand others are too few";
	EXPECT_TRUE(fires(syn_flood, storming(1'999))) << "no storm, so all of them are a flood";
}

/// Both at once: the flood is what is left without the storm.
TEST(SynFlood, IsFoundBesideAStorm)
{
	const auto seen =
		observation({.parts = {{.kind = Kind::kSynSent, .entries = 2'500},
				       {.kind = Kind::kConnecting, .entries = 3'000, .top_pairs = {{kPair, 3'000}}}}});
	EXPECT_TRUE(fires(connect_storm, seen));
	const auto flood = ask(syn_flood, seen);
	ASSERT_TRUE(flood);
	EXPECT_THAT(flood->verdict, HasSubstr("2500 entries (25 %)"));
	EXPECT_THAT(all_of(*flood), HasSubstr("because SYN_RECV: none\n"));
}

TEST(SynFlood, TellsOfCookies)
{
	auto seen = table_with({.kind = Kind::kSynSent, .entries = 5'000});
	EXPECT_THAT(all_of(*ask(syn_flood, seen)), Not(HasSubstr("cookies")));
	seen.after.syncookies = 20;
	EXPECT_THAT(all_of(*ask(syn_flood, seen)), HasSubstr("SYN cookies go out: 10/s"));
}

TEST(ConnectStorm, FiresFromAFifthOn)
{
	EXPECT_FALSE(fires(connect_storm, storming(1'999)));
	const auto finding = ask(connect_storm, storming(2'000));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kConnectStorm);
	EXPECT_EQ(finding->frees(), 2'000U);
	EXPECT_THAT(finding->verdict,
		    HasSubstr("attempts of 192.0.2.7 to connect to tcp 198.51.100.1:8080, which does not answer"));
	EXPECT_EQ(finding->remedies.front().command,
		  "ctgate relieve handshakes --destination 198.51.100.1 --port 8080");
	EXPECT_THAT(all_of(*finding), HasSubstr("conntrack -L -p tcp -s 192.0.2.7 --state SYN_SENT"));
}

TEST(ConnectStorm, TakesAPairOfIpv6Apart)
{
	const auto finding = ask(connect_storm, storming(2'000, "2001:db8::7 > tcp [2001:db8::1]:8080"));
	EXPECT_THAT(finding->verdict, HasSubstr("attempts of 2001:db8::7 to connect to tcp [2001:db8::1]:8080,"));
	EXPECT_EQ(finding->remedies.front().command, "ctgate relieve handshakes --destination 2001:db8::1 --port 8080");
	EXPECT_THAT(all_of(*finding), HasSubstr("conntrack -L -p tcp -s 2001:db8::7 --state"));
}

TEST(ConnectStorm, NamesTheProcess)
{
	auto seen = storming(2'000);
	seen.owners = {{"tcp 198.51.100.1:80", "curl (1)", 3}, {"tcp 198.51.100.1:8080", "java (4711)", 12}};
	EXPECT_THAT(all_of(*ask(connect_storm, seen)), HasSubstr("java (4711) holds 12 such sockets now"));
}

TEST(ConnectStorm, IsNoneWithoutAName)
{
	EXPECT_FALSE(fires(connect_storm, table_with({.kind = Kind::kConnecting, .entries = 3'000, .top_pairs = {}})));
}

TEST(PickedUp, FiresFromATwentiethOfUnansweredOnesOn)
{
	const auto with = [](std::uint64_t entries) {
		return observation({.max = 40'000, .parts = {{.kind = Kind::kPickedUp, .entries = entries}}});
	};
	EXPECT_FALSE(fires(picked_up, with(499)));
	const auto finding = ask(picked_up, with(500));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kPickedUp);
	EXPECT_EQ(finding->frees(), 500U);
	EXPECT_THAT(finding->verdict, HasSubstr("an ACK flood"));
}

TEST(PickedUp, FiresFromAFifthOfAnsweredOnesOn)
{
	auto seen = table_with({.kind = Kind::kActive, .entries = 5'000});
	seen.figures.picked_up_assured = 1'999;
	EXPECT_FALSE(fires(picked_up, seen));
	seen.figures.picked_up_assured = 2'000;
	const auto finding = ask(picked_up, seen);
	ASSERT_TRUE(finding);
	EXPECT_DOUBLE_EQ(finding->weight, 0.2);
	EXPECT_THAT(finding->verdict, HasSubstr("the table was emptied"));
	EXPECT_THAT(all_of(*finding), HasSubstr("picked up, unanswered: none\n"));
	EXPECT_THAT(all_of(*finding), HasSubstr("nf_conntrack_tcp_loose is 1, nf_conntrack_tcp_be_liberal 0"));
}

} // namespace
} // namespace ctgate::doctor
