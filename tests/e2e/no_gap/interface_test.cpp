// SPDX-License-Identifier: MIT
// The life of an interface: what becomes of its filter, and what the operator is told.
#include "tests/e2e/no_gap/fixture.hpp"

#include <nlohmann/json.hpp>

#include <thread>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;
using testing::Not;

void flood_a_moment(std::size_t)
{
	std::this_thread::sleep_for(std::chrono::milliseconds{300});
}

class Life : public NoGap
{
protected:
	/// How the JSON of `status` calls the place of gate0.
	std::string place() const
	{
		return nlohmann::json::parse(done({"status", "gate0", "--json"}))["interfaces"][0]["place"];
	}
	void make_gate0_again() const
	{
		bed_->host().must("ip link add gate0 address 02:00:00:00:00:01 type veth peer name wire netns " +
				  bed_->sender().name());
		bed_->sender().must("ip link set wire up");
	}
};

TEST_F(Life, DeletedAndMadeAgain)
{
	const Counters before = counters_of(bed_->filter());
	bed_->host().must("ip link delete gate0");
	EXPECT_EQ(place(), "deleted");
	EXPECT_THAT(done({"status"}), HasSubstr("gate0: GONE: the interface was deleted"));
	EXPECT_THAT(bed_->ctgate({"limit", "set", "dns", "--rate", "9/s"}).err, HasSubstr("gate0: left out"));
	const Finished alone = bed_->ctgate({"disarm", "gate0"});
	EXPECT_EQ(alone.exit_code, 1);
	expect_one_sentence(alone, {"gate0: the interface was deleted", "ctgate detach gate0"});

	make_gate0_again();
	EXPECT_EQ(place(), "off");
	EXPECT_THAT(done({"status"}), HasSubstr("gate0: OFF: nothing is filtered"));
	done({"apply"});
	bed_->host().must("ip link set gate0 up");
	take_wire();
	EXPECT_EQ(place(), "here");
	EXPECT_GE(counters_of(bed_->filter()).passed.packets, before.passed.packets);
	under_flood({.what = "interface deleted, made again, apply, up", .step = flood_a_moment, .state = [] {
			     return "a new filter over the former counters";
		     }});
	expect_all_well();
}

TEST_F(Life, MovedToAnotherNamespaceAndBack)
{
	const Namespace elsewhere;
	under_flood({.what = "interface moved to another namespace",
		     .step =
			     [&](std::size_t) {
				     bed_->host().must("ip link set gate0 netns " + elsewhere.name());
				     elsewhere.must("ip link set gate0 up");
				     EXPECT_EQ(place(), "elsewhere");
				     EXPECT_THAT(done({"status"}), HasSubstr("gate0: MOVED"));
				     EXPECT_EQ(bed_->ctgate({"limit", "set", "dns", "--rate", "9/s"}).exit_code, 0);
				     EXPECT_THAT(visible(), Not(HasSubstr("gate0")));
				     flood_a_moment(0);
			     },
		     .state = [] { return "filtered there; told"; },
		     .meeting = Meeting::kSome});
	const Finished there = elsewhere.run({CTGATE_BINARY, "attach", "gate0"});
	EXPECT_EQ(there.exit_code, 1);
	expect_one_sentence(there, {"already runs XDP program `ctgate`", "another network namespace"});

	elsewhere.must("ip link set gate0 netns " + bed_->host().name());
	under_flood({.what = "and back",
		     .step =
			     [&](std::size_t) {
				     bed_->host().must("ip link set gate0 up");
				     flood_a_moment(0);
			     },
		     .state =
			     [&] {
				     EXPECT_EQ(place(), "here");
				     return "as before";
			     },
		     .meeting = Meeting::kSome});
	expect_all_well();
}

TEST_F(Life, Renamed)
{
	under_flood({.what = "interface renamed, changed under either name",
		     .step =
			     [&](std::size_t) {
				     bed_->host().must("ip link set gate0 down\nip link set gate0 name door0\n"
						       "ip link set door0 up");
				     EXPECT_THAT(done({"status"}), HasSubstr("gate0 (now door0)"));
				     for (const char* name : {"door0", "gate0"})
					     bed_->ctgate_done({"limit", "set", "dns", "--rate", "9/s", "-i", name});
				     flood_a_moment(0);
			     },
		     .state = [] { return "filtered under its new name"; },
		     .meeting = Meeting::kSome});
	const Finished twice = bed_->ctgate({"attach", "door0"});
	EXPECT_EQ(twice.exit_code, 1);
	expect_one_sentence(twice, {"door0 has its filter already, attached when it was called gate0"});
	bed_->host().must("ip link set door0 down\nip link set door0 name gate0\nip link set gate0 up");
	expect_all_well();
}

TEST_F(Life, JumboAndBack)
{
	under_flood({.what = "MTU to 9000 and back",
		     .times = 4,
		     .step =
			     [&](std::size_t step) {
				     bed_->host().must(
					     fmt::format("ip link set gate0 mtu {}", step % 2 ? 1'500 : 9'000));
				     EXPECT_EQ(place(), "here");
				     flood_a_moment(0);
			     },
		     .state = [] { return "filtered; veth takes either"; }});
	expect_all_well();
}

} // namespace
} // namespace ctgate::e2e
