// SPDX-License-Identifier: MIT
#include "userspace/report/relief.hpp"

#include "userspace/config/prefix.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace ctgate::report
{
namespace
{

using testing::HasSubstr;
using testing::Not;

Relief closing()
{
	Relief relief{.wish = {.target = relief::Target::kClosing}, .preview = {}, .check = "conntrack -L | wc -l"};
	auto& preview = relief.preview;
	preview.fill = {.entries = 9000, .max = 10000};
	preview.chosen.entries = 1000;
	doctor::Group& all = preview.chosen.all;
	all.entries = 1000;
	all.replied = 990;
	all.assured = 900;
	all.sources = 700;
	all.top_sources = {{"192.0.2.7", 300}, {"192.0.2.8", 10}, {"192.0.2.9", 9}};
	all.destinations = 1000;
	preview.chosen.groups[static_cast<std::size_t>(conntrack::Kind::kClosing)] = all;
	preview.translated = 3;
	return relief;
}

TEST(Relief, ShowsHowManyOfWhichKindAndWhose)
{
	const std::string text = relief_text(closing());
	EXPECT_THAT(text, testing::StartsWith("closing: TCP in FIN_WAIT"));
	EXPECT_THAT(text, HasSubstr("  entries    1000; the table holds 9000 of 10000\n"));
	EXPECT_THAT(text, HasSubstr("  kinds      closing 1000\n"));
	EXPECT_THAT(text, HasSubstr("  state      10 unreplied, 900 assured, 3 translated by NAT\n"));
	EXPECT_THAT(text, HasSubstr("  from       192.0.2.7                                      300\n"));
	EXPECT_THAT(text, HasSubstr("  check      conntrack -L | wc -l\n"));
}

TEST(Relief, NamesNobodyWhoIsLostInTheCrowd)
{
	const std::string text = relief_text(closing());
	EXPECT_THAT(text, HasSubstr("192.0.2.8"));
	EXPECT_THAT(text, Not(HasSubstr("192.0.2.9"))) << "9 of 1000";
	EXPECT_THAT(text, HasSubstr("  to         about 1000 different ones, none of which stands out\n"));
}

TEST(Relief, SaysWhatStays)
{
	Relief relief = closing();
	EXPECT_THAT(relief_text(relief), Not(HasSubstr("stays")));
	relief.preview.kept_own = 1;
	EXPECT_THAT(relief_text(relief), HasSubstr("the SSH connection by which you are logged in"));
	EXPECT_THAT(nothing_text(relief), HasSubstr("the SSH connection by which you are logged in"));
}

TEST(Relief, TheTitleSaysAllThatWasAsked)
{
	const relief::Wish wish{.target = relief::Target::kIdle,
				.older = std::chrono::hours{2},
				.source = *parse_prefix("10.0.0.0/8"),
				.destination = *parse_prefix("192.0.2.1"),
				.port = 443};
	EXPECT_EQ(relief_title(wish), "idle: TCP ESTABLISHED without a packet for 2h, from 10.0.0.0/8, to 192.0.2.1, "
				      "to port 443");
}

TEST(Relief, ATableWithoutALimitHasNone)
{
	EXPECT_EQ(fill_text({.entries = 5, .max = 0}), "5, without a limit");
}

TEST(Relief, TellsWhatWasFreedOfWhatWasPromised)
{
	Relief relief = closing();
	relief.freed = {.entries = 998, .gone = 2, .fill = {.entries = 8000, .max = 10000}};
	EXPECT_EQ(freed_text(relief), "freed 998 of 1000 entries in 0.00 s, 2 had gone by themselves; the table holds "
				      "8000 of 10000 (conntrack -C)\n");
}

TEST(Relief, JsonHoldsTheSame)
{
	Relief relief = closing();
	auto json = nlohmann::json::parse(relief_json(relief));
	EXPECT_EQ(json["schema"], "ctgate/relieve/1");
	EXPECT_EQ(json["asked"]["kind"], "closing");
	EXPECT_FALSE(json["asked"].contains("older_seconds"));
	EXPECT_EQ(json["found"]["entries"], 1000);
	EXPECT_EQ(json["found"]["kinds"], nlohmann::json({{"closing", 1000}}));
	EXPECT_EQ(json["found"]["sources"][0]["name"], "192.0.2.7");
	EXPECT_TRUE(json["freed"].is_null());
	relief.freed = {.way = relief::Way::kByKernel, .entries = 998};
	json = nlohmann::json::parse(relief_json(relief));
	EXPECT_EQ(json["freed"]["entries"], 998);
	EXPECT_EQ(json["freed"]["way"], "kernel");
}

} // namespace
} // namespace ctgate::report
