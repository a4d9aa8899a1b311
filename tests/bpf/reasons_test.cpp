// SPDX-License-Identifier: MIT
// What holds for every row of the table of reasons.
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

/// Reasons that one program can be asked about without one's packet meeting another's check.
using Group = std::vector<Reason>;

/// Each by itself, because loading a program takes a while only the 23 values of the TCP flags together.
std::vector<Group> groups()
{
	std::vector<Group> groups{Group{}};
	for (const Reason& reason : reasons())
		if (reason.topic == Topic::kTcpFlags)
			groups.front().push_back(reason);
		else
			groups.push_back({reason});
	return groups;
}

Config only_these(const Group& group, ctg_action action)
{
	Config config = all(CTG_OFF);
	for (const Reason& reason : group)
		config.set_action(reason.id, action);
	return config;
}

class EveryReason : public FilterTest
{
protected:
	/// Loads each group's program, brings it to the point where the reason is due, and hands it over.
	template <class Check>
	static void for_each(ctg_action action, Arming arming, Check check)
	{
		for (const Group& group : groups()) {
			Config config = only_these(group, action);
			config.set_arming(arming);
			const std::uint32_t burst = find_trigger(group.front().id).value().burst;
			if (burst > 0)
				set_burst(config, group.front().id, burst);
			FilterRun filter{config};
			for (const Reason& reason : group) {
				SCOPED_TRACE(reason.name);
				const Trigger trigger = find_trigger(reason.id).value();
				for (std::uint32_t i = 0; i < burst; ++i)
					EXPECT_EQ(filter(trigger.frame), passed(trigger.frame)) << "burst, " << i;
				check(filter, reason.id, trigger);
			}
		}
	}
};

TEST(EveryReasonOfTheTable, HasAPacketThatTriggersIt)
{
	for (const Reason& reason : reasons())
		EXPECT_TRUE(find_trigger(reason.id))
			<< "no packet triggers " << reason.name << ": add it to trigger.cpp";
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
	for (const Reason& reason : reasons())
		set_burst(config, reason.id, 1);
	FilterRun filter{config};
	for (const Reason& reason : reasons()) {
		const Trigger trigger = find_trigger(reason.id).value();
		for (std::uint32_t i = 0; i <= trigger.burst; ++i)
			EXPECT_EQ(filter(trigger.frame), passed(trigger.frame)) << reason.name;
	}
}

TEST_F(EveryReason, StandsInForceAsTheTableSaysByDefault)
{
	FilterRun filter{Config::defaults()};
	for (const Reason& reason : reasons()) {
		if (reason.topic == Topic::kLimit)
			continue; // their packets are counted elsewhere until a burst of hundreds is spent
		const Trigger trigger = find_trigger(reason.id).value();
		const bool drops = reason.default_action == CTG_DROP;
		const Outcome outcome = filter(trigger.frame);
		EXPECT_EQ(outcome.verdict, drops ? XDP_DROP : XDP_PASS) << reason.name;
		EXPECT_TRUE(outcome.moved.contains((drops ? "dropped " : "monitored ") + std::string{reason.name}))
			<< ::testing::PrintToString(outcome);
	}
}

} // namespace
} // namespace ctgate
