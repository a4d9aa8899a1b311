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

using rules::application;
using rules::expectations;

Part hoarding(Kind kind, std::uint64_t of_one, const std::string& pair = "192.0.2.7 > tcp 198.51.100.1:3306")
{
	return {.kind = kind, .entries = 40'000, .top_pairs = {{pair, of_one}}};
}

TEST(Application, FiresFromAQuarterOfOnePairOnInAPressedTable)
{
	EXPECT_FALSE(fires(application, nearly_full_with(hoarding(Kind::kActive, 22'499))));
	EXPECT_TRUE(fires(application, nearly_full_with(hoarding(Kind::kActive, 22'500))));
	EXPECT_FALSE(fires(application, observation({.parts = {hoarding(Kind::kActive, 40'000)}}))) << "there is room";
}

TEST(Application, LooksAtOrdinaryKindsOnly)
{
	for (const Kind kind : {Kind::kClosing, Kind::kUdpReplied, Kind::kUdpUnreplied})
		EXPECT_TRUE(fires(application, nearly_full_with(hoarding(kind, 30'000)))) << to_string(kind);
	for (const Kind kind : {Kind::kConnecting, Kind::kCloseWait, Kind::kIdle, Kind::kDnsServed})
		EXPECT_FALSE(fires(application, nearly_full_with(hoarding(kind, 30'000)))) << to_string(kind);
}

TEST(Application, NamesTheHeaviestPairOfAllKinds)
{
	const auto seen = observation({.parts = {hoarding(Kind::kActive, 25'000),
						 hoarding(Kind::kClosing, 35'000, "192.0.2.8 > tcp 198.51.100.1:80")},
				       .entries = 90'000});
	EXPECT_THAT(
		ask(application, seen)->verdict,
		HasSubstr("35000 entries (39 %) are of one client with one service, 192.0.2.8 > tcp 198.51.100.1:80"));
}

TEST(Application, DeniesOnlyAClientThatComesFromElsewhere)
{
	Part part = hoarding(Kind::kActive, 30'000);
	EXPECT_THAT(all_of(*ask(application, nearly_full_with(part))), HasSubstr("ctgate deny add 192.0.2.7 --for 1h"));
	part.from_here = 30'000;
	EXPECT_THAT(all_of(*ask(application, nearly_full_with(part))), Not(HasSubstr("deny")));
}

TEST(Application, TakesAPairOfIpv6Apart)
{
	auto seen = nearly_full_with(hoarding(Kind::kActive, 30'000, "2001:db8::7 > tcp [2001:db8::1]:3306"));
	seen.owners = {{"tcp [2001:db8::1]:3306", "java (4711)", 29'000}};
	const std::string all = all_of(*ask(application, seen));
	EXPECT_THAT(all, HasSubstr("ctgate deny add 2001:db8::7 --for 1h"));
	EXPECT_THAT(all, HasSubstr("ctgate relieve closing --source 2001:db8::7\n"));
	EXPECT_THAT(all, HasSubstr("conntrack -L -s 2001:db8::7 | wc -l"));
	EXPECT_THAT(all, HasSubstr("on this host java (4711) holds 29000 such sockets"));
	EXPECT_THAT(all, HasSubstr("ss -tnp dst [2001:db8::1]:3306\n"));
}

TEST(Application, IsNoneInAnEmptyTable)
{
	EXPECT_FALSE(fires(application, Observation{}));
	EXPECT_FALSE(fires(application, nearly_full_with({.kind = Kind::kActive, .entries = 40'000, .top_pairs = {}})));
}

Observation expecting(std::uint64_t number, std::int64_t max = 4'096)
{
	auto seen = observation({});
	seen.after.expectations = number;
	seen.settings["nf_conntrack_expect_max"] = max;
	return seen;
}

TEST(Expectations, FireFromFourFifthsOn)
{
	EXPECT_FALSE(fires(expectations, expecting(3'276)));
	const auto finding = ask(expectations, expecting(3'277));
	ASSERT_TRUE(finding);
	EXPECT_EQ(finding->cause, Cause::kExpectations);
	EXPECT_EQ(finding->remedies.front().command, "ctgate tune apply expect_max=16384");
}

TEST(Expectations, DoNotFireWithoutALimit)
{
	EXPECT_FALSE(fires(expectations, expecting(0, 0)));
	EXPECT_FALSE(fires(expectations, expecting(5, -1)));
	auto unknown = expecting(5);
	unknown.settings.clear();
	EXPECT_FALSE(fires(expectations, unknown));
}

TEST(Expectations, NameTheHelpers)
{
	auto seen = expecting(4'000);
	seen.figures.helpers = {{"ftp", 12}, {"sip", 3}};
	EXPECT_THAT(all_of(*ask(expectations, seen)), HasSubstr("helper ftp: 12 connections"));
	EXPECT_THAT(all_of(*ask(expectations, seen)), HasSubstr("helper sip: 3 connections"));
}

} // namespace
} // namespace ctgate::doctor
