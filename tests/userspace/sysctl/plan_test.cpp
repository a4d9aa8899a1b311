// SPDX-License-Identifier: MIT
#include "userspace/sysctl/plan.hpp"

#include "tests/userspace/sysctl/machine.hpp"

#include <gmock/gmock.h>

namespace ctgate::sysctl
{
namespace
{

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Result<Plan> plan(const Host& host, const std::vector<std::string>& settings, const std::string& profile = "")
{
	const auto wish = Wish::parse(profile, settings);
	EXPECT_TRUE(wish) << wish.error().message();
	return Plan::make(host, *wish);
}

std::string refusal(const Host& host, const std::vector<std::string>& settings)
{
	const auto made = plan(host, settings);
	return made ? "taken" : made.error().message();
}

std::int64_t proposed(const Plan& plan, std::string_view setting)
{
	const Change* change = plan.find(setting);
	return change ? change->proposed : -1;
}

std::vector<std::string> warnings(const Host& host, const std::string& setting)
{
	return plan(host, {setting}).value().changes.at(0).warnings;
}

TEST(Plan, RaisesBucketsWithMaxUnlessTheyAreGiven)
{
	const auto both = plan(plain_host(), {"max=1048576"}).value();
	EXPECT_THAT(both.changes, SizeIs(2));
	EXPECT_EQ(proposed(both, "buckets"), 1'048'576);
	EXPECT_EQ(both.find("buckets")->origin, Origin::kCoupled);

	const auto given = plan(plain_host(), {"max=1048576", "buckets=524288"}).value();
	EXPECT_EQ(proposed(given, "buckets"), 524'288);
	EXPECT_THAT(plan(plain_host(), {"max=200000"}).value().changes, SizeIs(1)) << "buckets are never lowered";
}

TEST(Plan, RoundsBucketsToPagesAsTheKernelDoes)
{
	EXPECT_EQ(proposed(plan(plain_host(), {"max=1000000"}).value(), "buckets"), 1'000'448);
	EXPECT_EQ(proposed(plan(plain_host(), {"buckets=300001"}).value(), "buckets"), 300'032);
}

TEST(Plan, RefusesWhatWouldShutTheDoorOrEatTheMemory)
{
	Host host = plain_host();
	host.entries = 200'000;
	EXPECT_THAT(refusal(host, {"max=200000"}), HasSubstr("not above the 200000 entries"));
	EXPECT_EQ(refusal(host, {"max=200001"}), "taken");
	EXPECT_THAT(refusal(host, {"max=16777216"}), HasSubstr("25 % of the memory"));
	EXPECT_THAT(refusal(host, {"max=2097152", "buckets=131072"}), HasSubstr("buckets=2097152"));
	EXPECT_THAT(refusal(host, {"udp_timeout_stream=20"}), HasSubstr("below udp_timeout (30)"));
}

TEST(Plan, StretchesTheStreamWithTheSingleAnswer)
{
	EXPECT_EQ(proposed(plan(plain_host(), {"udp_timeout=200"}).value(), "udp_timeout_stream"), 200);
	EXPECT_THAT(plan(plain_host(), {"udp_timeout=100"}).value().changes, SizeIs(1));
}

TEST(Plan, DoesNotProposeWhatIsThere)
{
	Host host = plain_host();
	const auto first = plan(host, {}, "web").value();
	EXPECT_THAT(first.changes, SizeIs(15));
	for (const Change& change : first.changes)
		host.values[std::string{change.setting->name}].now = change.proposed;
	EXPECT_THAT(plan(host, {}, "web").value().changes, IsEmpty());
}

TEST(Plan, KeepsForTheNextBootWhatWasAskedForAndIsThere)
{
	Host host = plain_host();
	EXPECT_EQ(proposed(plan(host, {"udp_timeout=30"}).value(), "udp_timeout"), 30);
	host.at_boot = {{.file = "/etc/sysctl.d/60-ctgate-conntrack.conf", .setting = "udp_timeout", .value = "30"}};
	EXPECT_THAT(plan(host, {"udp_timeout=30"}).value().changes, IsEmpty());
}

TEST(Plan, HoldsEstablishedAboveKeepaliveUnlessAskedOtherwise)
{
	Host host = plain_host();
	EXPECT_EQ(proposed(plan(host, {}, "web").value(), "tcp_timeout_established"), 7'920);
	host.keepalive.time_s = 20'000;
	EXPECT_EQ(proposed(plan(host, {}, "web").value(), "tcp_timeout_established"), 20'700);
	host.keepalive = {.time_s = 600, .probes = 5, .interval_s = 15};
	EXPECT_EQ(proposed(plan(host, {}, "dns").value(), "tcp_timeout_established"), 3'600);
	EXPECT_EQ(proposed(plan(host, {}, "web").value(), "tcp_timeout_established"), 7'440);
	EXPECT_EQ(proposed(plan(host, {}, "nat").value(), "tcp_timeout_established"), 7'440)
		<< "the connections of a gateway are others', whose keepalive is 7200 s";

	EXPECT_THAT(warnings(plain_host(), "tcp_timeout_established=3600"), ElementsAre(HasSubstr("7200 s only")));
	EXPECT_THAT(warnings(plain_host(), "tcp_timeout_established=2h4m"), ElementsAre(HasSubstr("first probes")));
	EXPECT_THAT(warnings(plain_host(), "tcp_timeout_established=86400"), IsEmpty());
}

TEST(Plan, SaysWhatLooseMeansHere)
{
	Host host = plain_host();
	EXPECT_THAT(warnings(host, "tcp_loose=0"), IsEmpty());
	host.rules.drop_invalid = true;
	host.forwards = true;
	EXPECT_THAT(warnings(host, "tcp_loose=0"),
		    ElementsAre(HasSubstr("drops INVALID"), HasSubstr("forwards"), HasSubstr("tcp_be_liberal=0")));
	for (const char* profile : {"dns", "web", "nat"}) {
		const auto made = plan(host, {}, profile).value();
		EXPECT_EQ(made.find("tcp_loose"), nullptr);
		EXPECT_THAT(made.notes, Contains(HasSubstr("tcp_loose stays 1")));
	}
}

TEST(Plan, LeavesOutWhatAnotherNamespaceOwns)
{
	Host host = plain_host();
	for (const char* name : {"max", "buckets", "expect_max"})
		host.values[name].writable = false;
	const auto made = plan(host, {}, "web").value();
	EXPECT_EQ(made.find("max"), nullptr);
	EXPECT_EQ(made.find("buckets"), nullptr);
	EXPECT_THAT(made.notes, Contains(HasSubstr("max of the initial network namespace")));
	EXPECT_THAT(refusal(host, {"max=1048576"}), HasSubstr("run ctgate tune there"));
}

TEST(Plan, LeavesToKubeProxyWhatIsItsOwn)
{
	Host host = plain_host();
	host.writers = {
		{.name = "kube-proxy", .says = "kube-proxy sets it", .settings = {"max", "tcp_timeout_established"}}};
	const auto made = plan(host, {}, "web").value();
	EXPECT_EQ(made.find("max"), nullptr);
	EXPECT_EQ(made.find("tcp_timeout_established"), nullptr);
	EXPECT_NE(made.find("udp_timeout"), nullptr);
	EXPECT_THAT(made.notes, Contains("kube-proxy sets it; left out here"));
	EXPECT_THAT(warnings(host, "max=1048576"), Contains("kube-proxy sets it"));
}

TEST(Plan, WarnsOfAFileThatIsReadLater)
{
	Host host = plain_host();
	host.at_boot = {{.file = "/etc/sysctl.d/99-sysctl.conf", .setting = "udp_timeout", .value = "45"}};
	EXPECT_THAT(warnings(host, "udp_timeout=20"), ElementsAre(HasSubstr("99-sysctl.conf is read later")));
	host.at_boot[0].file = "/usr/lib/sysctl.d/50-default.conf";
	EXPECT_THAT(warnings(host, "udp_timeout=20"), IsEmpty());
}

TEST(Plan, OffersReliefForWhatStaysInTheTable)
{
	EXPECT_THAT(plan(plain_host(), {"tcp_timeout_established=7440"}).value().relief,
		    ElementsAre("ctgate relieve idle --older 7440s"));
	EXPECT_THAT(plan(plain_host(), {"tcp_timeout_time_wait=30"}).value().relief,
		    ElementsAre("ctgate relieve closing"));
	EXPECT_THAT(plan(plain_host(), {"udp_timeout=20"}).value().relief, ElementsAre("ctgate relieve unassured"));
	EXPECT_THAT(plan(plain_host(), {"udp_timeout=60"}).value().relief, IsEmpty());
}

TEST(Plan, FindsWhatTheKernelShouldNotHaveTaken)
{
	Host host = plain_host();
	host.entries = 70'000;
	host.values["max"].now = 0;
	host.values["udp_timeout"].now = -1;
	const auto made = plan(host, {}, "web").value();
	EXPECT_EQ(proposed(made, "max"), 524'288);
	EXPECT_THAT(made.find("max")->why, HasSubstr("0 is no limit at all"));
	EXPECT_THAT(made.notes, Contains(HasSubstr("udp_timeout is -1, which makes no sense")));
	EXPECT_THAT(refusal(host, {"max=65536"}), HasSubstr("not above the 70000 entries"));
}

TEST(Plan, AutoJudgesFromWhatTheHostIs)
{
	Host host = plain_host();
	const auto chosen = [&] { return plan(host, {}, "auto").value().profile->name; };
	EXPECT_EQ(chosen(), ProfileName::kWeb);
	host.forwards = true;
	EXPECT_EQ(chosen(), ProfileName::kWeb);
	host.answers_dns = true;
	EXPECT_EQ(chosen(), ProfileName::kDns);
	host.rules.translate = true;
	EXPECT_EQ(chosen(), ProfileName::kNat);
	host.forwards = false;
	EXPECT_EQ(chosen(), ProfileName::kDns);
}

} // namespace
} // namespace ctgate::sysctl
