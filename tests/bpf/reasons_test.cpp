// SPDX-License-Identifier: MIT
// What holds for every row of the table of reasons, and for every reason of a default limit.
#include "tests/bpf/trigger.hpp"

#include <chrono>
#include <map>

namespace ctgate
{
namespace
{

/// Reasons that one program can be asked about without one's packet meeting another's check.
using Group = std::vector<Reason>;

std::vector<Reason> every_reason()
{
	return Config::defaults().reasons();
}

/// Each by itself; but because loading a program takes a while, the 23 values of the TCP flags together, and of the
/// limits all that hold the same: a packet belongs to one limit only.
std::vector<Group> groups()
{
	std::map<int, Group> shared;
	std::vector<Group> groups;
	for (const Reason& reason : every_reason())
		if (reason.topic == Topic::kTcpFlags)
			shared[-1].push_back(reason);
		else if (reason.topic == Topic::kLimit)
			shared[bucket_of(reason.id)].push_back(reason);
		else
			groups.push_back({reason});
	for (auto& [key, group] : shared)
		groups.push_back(std::move(group));
	return groups;
}

Config only_these(const Group& group, ctg_action action)
{
	Config config = all(CTG_OFF);
	config.set_learning(std::chrono::seconds{0});
	for (const Reason& reason : group) {
		config.set_action(reason.id, action);
		if (reason.topic == Topic::kLimit)
			set_burst(config, reason.id, trigger_burst(reason.id));
	}
	return config;
}

const Sets kSets{.allow = {}, .deny = {std::string{kDenied} + "/32"}};

/// Brings a reason to the point where it is due.
void prepare(FilterRun& filter, const Reason& reason, const Trigger& trigger)
{
	for (std::uint32_t i = 0; i < trigger.passes; ++i)
		EXPECT_EQ(filter(trigger.frame), passed(trigger.frame)) << "burst, " << i;
	if (reason.topic == Topic::kConntrack)
		filter.trust_conntrack(trigger.frame);
}

class EveryReason : public FilterTest
{
protected:
	/// Loads each group's program and hands every reason of it over when it is due.
	template <class Check>
	static void for_each(ctg_action action, Arming arming, Check check)
	{
		for (const Group& group : groups()) {
			Config config = only_these(group, action);
			config.set_arming(arming);
			FilterRun filter{config, kSets};
			for (const Reason& reason : group) {
				SCOPED_TRACE(reason.name);
				const Trigger trigger = find_trigger(reason).value();
				prepare(filter, reason, trigger);
				check(filter, reason.id, trigger);
			}
		}
	}
};

TEST(EveryReasonOfTheTable, HasAPacketThatTriggersIt)
{
	for (const Reason& reason : every_reason())
		EXPECT_TRUE(find_trigger(reason)) << "no packet triggers " << reason.name << ": add it to trigger.cpp";
}

TEST_F(EveryReason, DropsAndCountsOnceWhenItDrops)
{
	for_each(CTG_DROP, Arming::kArmed, [](FilterRun& filter, ctg_reason reason, const Trigger& trigger) {
		EXPECT_EQ(filter(trigger.frame), dropped(reason, trigger.frame));
		EXPECT_EQ(filter(trigger.frame), dropped(reason, trigger.frame));
		EXPECT_EQ(filter(trigger.sibling), passed(trigger.sibling)) << "nothing is wrong with this one";
	});
}

TEST_F(EveryReason, PassesAndSaysWhatItWouldDropWhenItMonitors)
{
	for_each(CTG_MONITOR, Arming::kArmed, [](FilterRun& filter, ctg_reason reason, const Trigger& trigger) {
		EXPECT_EQ(filter(trigger.frame), monitored(reason, trigger.frame));
		EXPECT_EQ(filter(trigger.sibling), passed(trigger.sibling)) << "nothing is wrong with this one";
	});
}

TEST_F(EveryReason, PassesAndSaysWhatItWouldDropWhenTheFilterIsDisarmed)
{
	for_each(CTG_DROP, Arming::kDisarmed, [](FilterRun& filter, ctg_reason reason, const Trigger& trigger) {
		EXPECT_EQ(filter(trigger.frame), monitored(reason, trigger.frame));
		EXPECT_EQ(filter(trigger.sibling), passed(trigger.sibling)) << "nothing is wrong with this one";
	});
}

TEST_F(EveryReason, PassesWithoutAWordWhenItIsOff)
{
	Config config = all(CTG_OFF);
	for (const Reason& reason : every_reason())
		if (reason.topic == Topic::kLimit)
			set_burst(config, reason.id, 1);
	FilterRun filter{config, kSets};
	for (const Reason& reason : every_reason()) {
		const Trigger trigger = find_trigger(reason).value();
		for (std::uint32_t i = 0; i <= trigger.passes; ++i)
			EXPECT_EQ(filter(trigger.frame), passed(trigger.frame)) << reason.name;
	}
}

TEST_F(EveryReason, StandsInForceAsTheTableSaysByDefault)
{
	FilterRun filter{Config::defaults(), kSets};
	for (const Reason& reason : reasons()) {
		const Trigger trigger = find_trigger(reason).value();
		const bool drops = reason.default_action == CTG_DROP;
		const Outcome outcome = filter(trigger.frame);
		EXPECT_EQ(outcome.verdict, drops ? XDP_DROP : XDP_PASS) << reason.name;
		EXPECT_TRUE(outcome.moved.contains((drops ? "dropped " : "monitored ") + reason.name))
			<< ::testing::PrintToString(outcome);
	}
}

TEST_F(EveryReason, OfALimitStandsInForceAsTheDefaultsSay)
{
	Config config = without_conntrack(Config::defaults());
	FilterRun filter{config};
	for (const Reason& reason : every_reason()) {
		if (reason.topic != Topic::kLimit)
			continue;
		const std::uint32_t burst = config.limits().at(slot_of(reason.id)).bucket[bucket_of(reason.id)].burst;
		const Outcome outcome = filter.repeat(find_trigger(reason).value().frame, burst + 1);
		const auto says = [&](const char* what) { return outcome.moved.contains(what + reason.name); };
		// A bucket that drops keeps packets from those behind it; the total is judged in limit_total_test.cpp.
		EXPECT_EQ(says("dropped "), config.action(reason.id) == CTG_DROP && bucket_of(reason.id) != CTG_TOTAL)
			<< reason.name;
		EXPECT_EQ(says("monitored "), config.action(reason.id) == CTG_MONITOR) << reason.name;
	}
}

} // namespace
} // namespace ctgate
