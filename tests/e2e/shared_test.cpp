// SPDX-License-Identifier: MIT
// Beside other XDP programs, behind libxdp's dispatcher: joined and left in any order, changed without a gap.
#include "tests/e2e/flood.hpp"
#include "tests/e2e/shared_fixture.hpp"

#include <fmt/format.h>

#include <iostream>

namespace ctgate::e2e
{
namespace
{

using packet::Bytes;
using packet::Frame;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const Bytes kNull = Frame{}.ipv4().tcp({.flags = 0}).bytes();
const Bytes kSyn = Frame{}.ipv4().tcp().bytes();

TEST_F(SharedInterface, JoinsBesideAProgramThatIsThere)
{
	load_neighbour();
	const std::string said = bed_->ctgate_done({"attach", "gate0", "--shared"});
	EXPECT_THAT(said, AllOf(HasSubstr("gate0: armed, native, shared"), HasSubstr("10   ctgate, program"),
				HasSubstr("50   neighbour, program")));
	EXPECT_THAT(loader_status(), AllOf(ContainsRegex("10 +ctgate "), ContainsRegex("50 +neighbour ")));
	EXPECT_EQ(status().at("attachment"), "shared");
	EXPECT_EQ(status().at("priority"), 10);
	EXPECT_EQ(status().at("shared_with").at(0).at("name"), "neighbour");

	const Filter filter = bed_->filter();
	EXPECT_EQ(count(filter, bed_->wire(), kNull, 5).dropped(CTG_TCP_FLAGS_NULL), 5u);
	EXPECT_EQ(neighbour_saw(), 0u) << "what the filter dropped";
	EXPECT_EQ(count(filter, bed_->wire(), kSyn, 3).passed(), 3u);
	EXPECT_TRUE(eventually([&] { return neighbour_saw() == 3; })) << neighbour_saw();
}

TEST_F(SharedInterface, IsJoinedByAProgramThatComesLaterAndLeavesItThere)
{
	bed_->ctgate_done({"attach", "gate0", "--shared", "--priority", "60"});
	load_neighbour();
	EXPECT_EQ(status().at("priority"), 60);
	const Filter filter = bed_->filter();
	EXPECT_EQ(count(filter, bed_->wire(), kNull).dropped(CTG_TCP_FLAGS_NULL), 1u);
	EXPECT_EQ(neighbour_saw(), 1u) << "it is asked first";

	bed_->ctgate_done({"reason", "set", "tcp_flags_null", "monitor"});
	EXPECT_EQ(count(filter, bed_->wire(), kNull).monitored(), 1u);
	EXPECT_THAT(bed_->ctgate_done({"detach", "gate0"}), HasSubstr("gate0: detached"));
	EXPECT_THAT(loader_status(), AllOf(ContainsRegex("50 +neighbour "), Not(HasSubstr("ctgate"))));
	const std::uint64_t before = neighbour_saw();
	bed_->wire().send(kNull);
	EXPECT_TRUE(eventually([&] { return neighbour_saw() == before + 1; }));
	EXPECT_EQ(bed_->ctgate({"status"}).exit_code, 3);
}

TEST_F(SharedInterface, DetachOfTheLastLeavesNothing)
{
	bed_->ctgate_done({"attach", "gate0", "--shared"});
	bed_->ctgate_done({"detach", "gate0"});
	EXPECT_THAT(loader_status(), HasSubstr("No XDP program loaded"));
	EXPECT_TRUE(eventually([&] { return !bed_->host().run({"bpftool", "prog"}).out.contains("name ctgate"); }));
}

TEST_F(SharedInterface, ChangesLetNothingThroughAndCountEachPacketOnce)
{
	load_neighbour();
	bed_->ctgate_done({"attach", "gate0", "--shared"});
	const Filter filter = bed_->filter();
	const std::uint64_t arrived = bed_->arrived();
	const Wire wire = bed_->wire();
	Flood flood{20'000, [&](int, std::uint64_t packets) {
			    std::uint64_t sent = 0;
			    while (sent < packets && wire.offer(kNull))
				    ++sent;
			    return sent;
		    }};
	for (int i = 1; i <= 10; ++i)
		bed_->ctgate_done({"limit", "set", "dns", "--rate", fmt::format("{}/s", 1000 * i)});
	bed_->ctgate_done({"upgrade"});
	const std::uint64_t offered = flood.stop();
	EXPECT_TRUE(eventually([&] { return counters_of(filter).dropped_in_all().packets >= offered; }));
	EXPECT_EQ(counters_of(filter).dropped_in_all().packets, offered);
	EXPECT_EQ(bed_->arrived(), arrived);
	EXPECT_EQ(neighbour_saw(), 0u);
	EXPECT_GT(offered, 0u);
	RecordProperty("offered", std::to_string(offered));
	std::cout << "offered " << offered << " packets during 11 changes\n";
}

TEST_F(SharedInterface, SaysThatAnotherToolUnloadedItAndComesBack)
{
	bed_->ctgate_done({"attach", "gate0", "--shared"});
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), kNull, 4).dropped(), 4u);
	bed_->host().must("xdp-loader unload -a gate0");
	EXPECT_THAT(bed_->ctgate_done({"status"}), AllOf(HasSubstr("gate0: OFF: nothing is filtered, for another tool "
								   "took the filter out of libxdp's dispatcher"),
							 HasSubstr("ctgate attach --shared gate0")));
	EXPECT_EQ(status().at("alive"), false);
	refused({"limit", "set", "dns", "--rate", "5/s", "-i", "gate0"}, 1, {"another tool took the filter out"});

	bed_->ctgate_done({"attach", "gate0", "--shared"});
	EXPECT_EQ(status().at("dropped").at("packets"), 4) << "its counters go on";
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), kNull).dropped(), 1u);
}

TEST_F(SharedInterface, IsRefusedWhereAnotherProgramStandsAlone)
{
	bed_->ctgate_done({"attach", "gate0"});
	expect_refused(*bed_, {"attach", "gate0", "--shared"}, 1,
		       {"gate0 has its filter already", "exclusive", "detach it first"});
	bed_->ctgate_done({"detach", "gate0"});
	load_neighbour();
	expect_refused(*bed_, {"attach", "gate0"}, 1, {"libxdp's dispatcher", "ctgate attach --shared"});
	bed_->ctgate_done({"attach", "gate0", "--shared"});
	expect_refused(*bed_, {"attach", "gate0", "--shared", "--priority", "11"}, 1, {"shared at priority 10"});
	EXPECT_THAT(bed_->ctgate_done({"attach", "gate0", "--shared"}), HasSubstr("its configuration was kept"));
}

TEST_F(SharedInterface, AKilledAttachIsInNobodysWay)
{
	load_neighbour();
	for (const char* after : {"0.02", "0.05", "0.1", "0.2", "0.4"}) {
		bed_->host().run({"timeout", "-s", "KILL", after, CTGATE_BINARY, "attach", "gate0", "--shared"});
		bed_->ctgate_done({"attach", "gate0", "--shared"});
		EXPECT_EQ(status().at("shared_with").size(), 1u) << after;
		EXPECT_EQ(count(bed_->filter(), bed_->wire(), kNull).dropped(), 1u) << after;
		bed_->ctgate_done({"detach", "gate0"});
		EXPECT_THAT(loader_status(), AllOf(ContainsRegex("50 +neighbour "), Not(HasSubstr("ctgate"))));
	}
}

TEST_F(SharedInterface, AnswersWhyAndTestsItself)
{
	bed_->ctgate_done({"attach", "gate0", "--shared"});
	EXPECT_THAT(bed_->ctgate_done({"why", "gate0", "--tcp", "192.0.2.7:4711", "10.2.0.2:443", "--flags", "none"}),
		    HasSubstr("DROPPED: tcp_flags_null"));
	EXPECT_EQ(bed_->ctgate({"selftest", "gate0"}).exit_code, 0);
}

TEST_F(SharedInterface, FilesSayItLikeTheCommand)
{
	load_neighbour();
	write(kMain, "[interface.gate0]\nattachment = \"shared\"\npriority = 20\narmed = false\n");
	EXPECT_THAT(done({"apply"}), HasSubstr("gate0: attached, native"));
	EXPECT_EQ(status().at("priority"), 20);
	EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
	EXPECT_THAT(done({"config", "show", "gate0"}),
		    AllOf(HasSubstr("attachment = \"shared\"\n"), HasSubstr("priority = 20\n")));

	write(kMain, "[interface.gate0]\nattachment = \"shared\"\npriority = 20\n");
	EXPECT_THAT(done({"apply"}), HasSubstr("gate0: changed"));
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), kNull).dropped(), 1u);
	write(kMain, "[interface.gate0]\nattachment = \"shared\"\n");
	refused({"apply"}, 1, {"gate0 has its filter with priority 20, and the files say 10"});
	write(kMain, "[interface.gate0]\n");
	refused({"apply"}, 1, {"gate0 has its filter with attachment shared, and the files say exclusive"});
	done({"limit", "set", "dns", "--rate", "5000/s", "--save"});
	EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
	EXPECT_THAT(read("etc/ctgate/conf.d/50-saved.toml"), AllOf(HasSubstr("shared"), HasSubstr("20")));
}

} // namespace
} // namespace ctgate::e2e
