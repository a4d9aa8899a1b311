// SPDX-License-Identifier: MIT
#include "userspace/report/tune.hpp"

#include "tests/userspace/sysctl/machine.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace ctgate::report
{
namespace
{

using sysctl::Plan;
using sysctl::Wish;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Plan plan(const std::vector<std::string>& settings, const std::string& profile = "")
{
	sysctl::Host host = sysctl::plain_host();
	host.forwards = host.rules.drop_invalid = true;
	return Plan::make(host, Wish::parse(profile, settings).value()).value();
}

TEST(TuneText, FitsASlowTerminal)
{
	for (const char* profile : {"dns", "web", "nat"}) {
		std::istringstream text{plan_text(plan({"tcp_loose=0", "max=3000000"}, profile), "ctgate tune apply")};
		for (std::string line; std::getline(text, line);)
			EXPECT_LE(line.size(), 80u) << line;
	}
}

TEST(TuneText, TellsTheMostImportantFirst)
{
	const auto text = plan_text(plan({"udp_timeout=20", "max=1048576"}), "ctgate tune apply");
	EXPECT_THAT(text, StartsWith("3 settings to change; a full table takes 384 MiB instead of 96 MiB.\n\n"
				     "max  262144 -> 1048576\n  why "));
	EXPECT_LT(text.find("buckets  262144"), text.find("udp_timeout  30 -> 20\n"));
	EXPECT_THAT(text, HasSubstr("8 MiB at once"));
	EXPECT_THAT(text, HasSubstr("grep nf_conntrack /proc/slabinfo"));
	EXPECT_THAT(text, HasSubstr("             ctgate relieve unassured\n"));
	EXPECT_THAT(plan_text(plan({"udp_timeout=20"}), ""), Not(HasSubstr("memory")));
}

TEST(TuneText, SaysSoWhenThereIsNothingToDo)
{
	Plan nothing;
	EXPECT_EQ(plan_text(nothing, "ctgate tune apply"), "Nothing to change.\n");
}

TEST(TuneJson, HasEveryChange)
{
	const Plan web = plan({"tcp_loose=0"}, "web");
	const auto json = nlohmann::json::parse(plan_json(web));
	EXPECT_EQ(json.at("schema"), "ctgate/tune-plan/1");
	EXPECT_EQ(json.at("profile").at("name"), "web");
	ASSERT_EQ(json.at("changes").size(), web.changes.size());
	const auto& first = json.at("changes").at(0);
	EXPECT_EQ(first.at("setting"), "net.netfilter.nf_conntrack_max");
	EXPECT_EQ(first.at("now"), 262'144);
	EXPECT_EQ(first.at("origin"), "profile");
	EXPECT_EQ(json.at("bytes").at("full_table").at("before"), 262'144 * 384);
	EXPECT_EQ(nlohmann::json::parse(plan_json(plan({"udp_timeout=20"}))).at("profile"), nullptr);
}

} // namespace
} // namespace ctgate::report
