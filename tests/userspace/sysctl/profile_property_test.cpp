// SPDX-License-Identifier: MIT
// Whatever the host: no profile proposes what is out of the safe range, lowers the maximum, or shortens nothing.
#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/memory.hpp"
#include "userspace/sysctl/plan.hpp"

#include "tests/userspace/sysctl/machine.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ctgate::sysctl
{
namespace
{

constexpr int kStatesOfEach = 40;

/// Values that somebody may have set, sensible or not; now and then the kernel's own.
Host any_host(std::mt19937_64& random, std::int64_t ram_bytes)
{
	const auto up_to = [&](std::int64_t most) {
		return std::uniform_int_distribution<std::int64_t>{0, most}(random);
	};
	Host host = plain_host();
	host.ram_bytes = ram_bytes;
	for (const Setting& setting : catalogue())
		if (up_to(1) == 0)
			host.values[std::string{setting.name}].now =
				up_to(1) == 0 ? up_to(setting.safe.most) : up_to(2 * setting.accepted.most);
	host.entries = up_to(3) == 0 ? up_to(20'000'000) : up_to(host.now("max"));
	host.keepalive = {
		.time_s = up_to(1) == 0 ? 7'200 : up_to(500'000), .probes = up_to(20), .interval_s = up_to(300)};
	host.forwards = up_to(1) == 0;
	host.answers_dns = up_to(1) == 0;
	host.rules = {.known = up_to(1) == 0, .translate = up_to(1) == 0, .drop_invalid = up_to(1) == 0};
	host.page_bytes = up_to(1) == 0 ? 4'096 : 65'536;
	return host;
}

/// As many buckets as entries, which somebody may have set beyond what a profile would.
bool is_safe(const Host& host, const Plan& plan, const Change& change)
{
	if (change.setting->name != "buckets")
		return change.setting->safe.holds(change.proposed);
	const std::int64_t page = host.page_bytes / kBucketBytes;
	if (change.proposed * kBucketBytes > host.ram_bytes / 100 * kMemoryShareUsual + host.page_bytes)
		return false;
	return change.proposed >= plan.max_after && change.proposed < plan.max_after + page &&
	       change.proposed > change.now;
}

void expect_safe(const Host& host, const Plan& plan)
{
	for (const Change& change : plan.changes) {
		EXPECT_TRUE(is_safe(host, plan, change))
			<< change.setting->name << " " << change.now << " -> " << change.proposed;
		EXPECT_NE(change.now, change.proposed) << change.setting->name;
		if (change.setting->unit == Unit::kSeconds) {
			EXPECT_LT(change.proposed, change.now) << change.setting->name;
		}
	}
	if (const Change* max = plan.find("max")) {
		EXPECT_GT(max->proposed, max->now);
		EXPECT_GT(max->proposed, host.entries);
		EXPECT_LE(table_bytes(max->proposed), host.ram_bytes / 100 * kMemoryShareUsual);
	}
	if (const Change* established = plan.find("tcp_timeout_established")) {
		EXPECT_GE(established->proposed,
			  std::min<std::int64_t>(host.keepalive.time_s + host.keepalive.patience_s(),
						 established->setting->safe.most));
	}
	EXPECT_EQ(plan.find("tcp_loose"), nullptr);
}

TEST(ProfileProperty, NoneLeavesTheSafeRangeOnAnyMemory)
{
	std::mt19937_64 random{20'261'127};
	int plans = 0;
	for (std::int64_t ram = kGib / 2; ram <= 2'048 * kGib; ram += ram / 8)
		for (const auto profile : {ProfileName::kAuto, ProfileName::kDns, ProfileName::kWeb, ProfileName::kNat})
			for (int state = 0; state < kStatesOfEach; ++state) {
				const Host host = any_host(random, ram);
				const auto plan = Plan::make(host, Wish{.profile = profile, .settings = {}});
				SCOPED_TRACE(fmt::format("{} on {} bytes, state {}", to_string(profile), ram, state));
				ASSERT_TRUE(plan) << plan.error().message();
				expect_safe(host, *plan);
				plans += plan->changes.empty() ? 0 : 1;
			}
	EXPECT_GT(plans, 5'000) << "most of the hosts had something to tune";
}

TEST(ProfileProperty, TheSmallestMemoryStillGetsTheSmallestTable)
{
	Host host = plain_host();
	host.ram_bytes = kGib / 2;
	host.values["max"].now = host.values["buckets"].now = 4'096;
	for (const auto profile : {ProfileName::kDns, ProfileName::kWeb, ProfileName::kNat}) {
		const auto plan = Plan::make(host, Wish{.profile = profile, .settings = {}}).value();
		ASSERT_NE(plan.find("max"), nullptr);
		EXPECT_EQ(plan.find("max")->proposed, 65'536);
		EXPECT_EQ(plan.find("buckets")->proposed, 65'536);
	}
}

} // namespace
} // namespace ctgate::sysctl
