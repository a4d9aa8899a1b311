// SPDX-License-Identifier: MIT
#include "userspace/sysctl/wish.hpp"

#include "userspace/sysctl/catalogue.hpp"

#include <gmock/gmock.h>

#include <set>

namespace ctgate::sysctl
{
namespace
{

using testing::HasSubstr;

std::string refusal(const std::vector<std::string>& settings, const std::string& profile = "")
{
	const auto wish = Wish::parse(profile, settings);
	if (wish)
		return "taken";
	EXPECT_EQ(wish.error().code(), EINVAL);
	return wish.error().message();
}

std::int64_t value(const std::string& text)
{
	return Wish::parse("", {text}).value().settings.at(0).value;
}

TEST(Catalogue, SafeRangesAreWithinTheAcceptedOnes)
{
	std::set<std::string_view> names;
	for (const Setting& setting : catalogue()) {
		EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
		EXPECT_LT(setting.safe.least, setting.safe.most) << setting.name;
		EXPECT_TRUE(setting.accepted.holds(setting.safe.least)) << setting.name;
		EXPECT_TRUE(setting.accepted.holds(setting.safe.most)) << setting.name;
	}
}

TEST(Catalogue, NamesAreUnderstoodAsSysctlPrintsThem)
{
	for (const char* name : {"max", "nf_conntrack_max", "net.netfilter.nf_conntrack_max", "net.nf_conntrack_max",
				 "net/netfilter/nf_conntrack_max", "netfilter.max"})
		EXPECT_EQ(find_setting(name) != nullptr, std::string_view{name} != "netfilter.max") << name;
}

TEST(Wish, TakesNumbersAndDurations)
{
	EXPECT_EQ(value("max=1048576"), 1'048'576);
	EXPECT_EQ(value("net.netfilter.nf_conntrack_tcp_timeout_established = 2h4m"), 7'440);
	EXPECT_EQ(value("nf_conntrack_udp_timeout=20s"), 20);
	EXPECT_EQ(value("tcp_loose=0"), 0);
}

TEST(Wish, RefusesWhatTheKernelWouldTake)
{
	for (const Setting& setting : catalogue())
		for (const auto& text :
		     {std::string{"-1"}, std::string{"-9999999999999999999"}, std::string{"99999999999999999999"},
		      fmt::format("{}", setting.accepted.most + 1), fmt::format("{}", setting.accepted.least - 1)})
			EXPECT_THAT(refusal({fmt::format("{}={}", setting.name, text)}), HasSubstr("out of range"))
				<< setting.name << "=" << text;
	for (const Setting& setting : catalogue())
		if (setting.accepted.least > 0) {
			EXPECT_THAT(refusal({fmt::format("{}=0", setting.name)}), HasSubstr("out of range"));
		}
}

TEST(Wish, SaysWhatIsWrongWithAWord)
{
	EXPECT_THAT(refusal({"udp_timout=20"}), HasSubstr("did you mean `udp_timeout`?"));
	EXPECT_THAT(refusal({"established=20"}), HasSubstr("did you mean `tcp_timeout_established`?"));
	EXPECT_THAT(refusal({"max"}), HasSubstr("SETTING=VALUE"));
	EXPECT_THAT(refusal({"max="}), HasSubstr("SETTING=VALUE"));
	EXPECT_THAT(refusal({"=5"}), HasSubstr("no setting"));
	EXPECT_THAT(refusal({"max=2h"}), HasSubstr("not a number"));
	EXPECT_THAT(refusal({"udp_timeout=soon"}), HasSubstr("not a duration"));
	EXPECT_THAT(refusal({"udp_timeout=20", "net.netfilter.nf_conntrack_udp_timeout=30"}), HasSubstr("twice"));
	EXPECT_THAT(refusal({}, "webb"), HasSubstr("did you mean `web`?"));
}

TEST(Wish, WithoutAnythingIsAuto)
{
	EXPECT_EQ(Wish::parse("", {}).value().profile, ProfileName::kAuto);
	EXPECT_EQ(Wish::parse("", {"max=100000"}).value().profile, std::nullopt);
	EXPECT_EQ(Wish::parse("nat", {"max=100000"}).value().profile, ProfileName::kNat);
}

} // namespace
} // namespace ctgate::sysctl
