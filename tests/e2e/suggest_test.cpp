// SPDX-License-Identifier: MIT
// `ctgate limit suggest` watches real packets, and leaves the filter as it found it.
#include "tests/e2e/testbed.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <future>

namespace ctgate::e2e
{
namespace
{

using packet::Frame;
using testing::HasSubstr;

class Suggest : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static bool observes(const Testbed& bed)
	{
		auto filter = bed.filter();
		return filter.image()->machine.observing != 0;
	}

	static void query(const Testbed& bed, int source, int times)
	{
		const auto frame = Frame{}.ipv4({.source = address(Family::kIpv4, 1, source)}).udp().payload(30);
		count(bed.filter(), bed.wire(), frame.bytes(), times);
	}
};

TEST_F(Suggest, CountsEveryPacketOfTheLimitAndChangesNothing)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	auto suggestion = std::async(std::launch::async, [&] {
		return bed.ctgate({"limit", "suggest", "dns", "gate0", "--for", "3"});
	});
	ASSERT_TRUE(eventually([&] { return observes(bed); }));
	for (int source = 1; source <= 20; ++source)
		query(bed, source, 3);
	query(bed, 21, 60);
	count(bed.filter(), bed.wire(), Frame{}.ipv4().udp({.destination_port = 443}).bytes());

	const auto said = suggestion.get();
	EXPECT_EQ(said.exit_code, 0) << said.err;
	EXPECT_THAT(said.out, HasSubstr("120 packets from 21 sources"));
	EXPECT_THAT(said.out, HasSubstr("would have touched 0 of 21 sources"));
	EXPECT_FALSE(observes(bed));
	EXPECT_EQ(counters_of(bed.filter()).passed.packets, 121u);
}

TEST_F(Suggest, AnInterruptEndsTheWatchAndPutsTheFilterBack)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	auto suggestion = std::async(std::launch::async, [&] {
		return bed.host().run({"timeout", "--preserve-status", "--signal", "INT", "2", CTGATE_BINARY, "limit",
				       "suggest", "dns", "gate0", "--for", "60"});
	});
	ASSERT_TRUE(eventually([&] { return observes(bed); }));
	query(bed, 1, 5);
	const auto said = suggestion.get();
	EXPECT_EQ(said.exit_code, 0) << said.err;
	EXPECT_THAT(said.out, HasSubstr("5 packets from 1 source\n"));
	EXPECT_FALSE(observes(bed));
}

TEST_F(Suggest, SomebodyElsesChangeEndsTheWatchAndStays)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	auto suggestion = std::async(std::launch::async, [&] {
		return bed.ctgate({"limit", "suggest", "dns", "gate0", "--for", "2"});
	});
	ASSERT_TRUE(eventually([&] { return observes(bed); }));
	query(bed, 1, 5);
	bed.ctgate_done({"limit", "set", "dns", "--source-rate", "7/s"});
	EXPECT_FALSE(observes(bed));
	EXPECT_EQ(suggestion.get().exit_code, 0);
	EXPECT_THAT(bed.ctgate_done({"status", "gate0"}), HasSubstr("7/s"));
}

TEST_F(Suggest, SaysSoWhenNothingCame)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const auto said = bed.ctgate({"limit", "suggest", "dns", "gate0", "--for", "1"});
	EXPECT_EQ(said.exit_code, 1);
	EXPECT_THAT(said.err, HasSubstr("no packet of limit dns came in 1 s"));
	EXPECT_FALSE(observes(bed));
}

} // namespace
} // namespace ctgate::e2e
