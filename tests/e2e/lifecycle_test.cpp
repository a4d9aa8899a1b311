// SPDX-License-Identifier: MIT
// From attach to detach, as an operator goes: the filter outlives the command, reports agree with what
// bpftool reads, changes touch neither link nor counters, and nothing is left behind.
#include "loader/reasons.hpp"
#include "tests/e2e/flood.hpp"
#include "tests/e2e/testbed.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

namespace ctgate::e2e
{
namespace
{

using nlohmann::json;
using packet::Bytes;
using packet::Frame;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Bytes kNull = Frame{}.ipv4().tcp({.flags = 0}).bytes();
const Bytes kSynFin = Frame{}.ipv4().tcp({.flags = packet::kSyn | packet::kFin}).bytes();
const Bytes kSyn = Frame{}.ipv4().tcp().bytes();
const Bytes kFragment = Frame{}.ipv4({.fragment_offset = 8}).payload(40).bytes();

class Lifecycle : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	/// The directory of the interface's pins, from what `drops` tells an operator to check.
	static std::filesystem::path pins(const Testbed& bed, const std::string& interface)
	{
		const std::string text = bed.ctgate_done({"drops", interface, "--interval", "0.1"});
		const std::string mark = "bpftool map dump pinned ";
		const auto at = text.find(mark) + mark.size();
		return std::filesystem::path{text.substr(at, text.find('\n', at) - at)}.parent_path();
	}

	static json bpftool(const Testbed& bed, std::vector<std::string> arguments)
	{
		arguments.insert(arguments.begin(), {"bpftool", "--json"});
		return json::parse(bed.host().run(arguments).out);
	}

	static unsigned link_id(const Testbed& bed)
	{
		const auto path = pins(bed, bed.interface()) / "link";
		return bpftool(bed, {"link", "show", "pinned", path}).at("id");
	}

	/// One counter as bpftool reads it from the pinned map.
	static Count counter(const json& dump, ctg_outcome outcome, ctg_reason reason)
	{
		Count sum;
		const auto& entry = dump.at(ctg_counter_index(outcome, reason)).at("formatted");
		EXPECT_EQ(entry.at("key"), ctg_counter_index(outcome, reason));
		for (const auto& cpu : entry.at("values"))
			sum += {.packets = cpu.at("value").at("packets"), .bytes = cpu.at("value").at("bytes")};
		return sum;
	}

	static json only_interface(const std::string& document, std::string_view schema)
	{
		const json parsed = json::parse(document);
		EXPECT_EQ(parsed.at("schema"), schema);
		EXPECT_EQ(parsed.at("interfaces").size(), 1u);
		return parsed.at("interfaces").at(0);
	}
};

void expect_count(const json& reported, const Count& expected)
{
	EXPECT_EQ(reported.at("packets"), expected.packets);
	EXPECT_EQ(reported.at("bytes"), expected.bytes);
}

TEST_F(Lifecycle, AttachSaysModeWhatIsOnAndHowToUndoIt)
{
	const Testbed bed;
	const std::string said = bed.ctgate_done({"attach", bed.interface()});
	EXPECT_THAT(said, AllOf(HasSubstr("gate0: armed, native"), HasSubstr("tcp_flags_*"),
				HasSubstr("dns        20000/s drop       100/s drop       UDP to 53"),
				HasSubstr("ctgate detach gate0")));
	EXPECT_THAT(bed.host().run({"ip", "-details", "link", "show", "dev", bed.interface()}).out,
		    HasSubstr("prog/xdp id"));
	EXPECT_THAT(bed.ctgate_done({"attach", bed.interface()}), HasSubstr("its configuration was kept"));
}

TEST_F(Lifecycle, ReportsAgreeWithBpftool)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	EXPECT_EQ(count(filter, wire, kNull, 3).dropped(CTG_TCP_FLAGS_NULL), 3u);
	EXPECT_EQ(count(filter, wire, kSynFin, 2).dropped(CTG_TCP_FLAGS_SYN_FIN), 2u);
	EXPECT_EQ(count(filter, wire, kSyn, 4).passed(), 4u);
	EXPECT_EQ(count(filter, wire, kFragment).monitored(), 1u);

	const json dump = bpftool(bed, {"map", "dump", "pinned", pins(bed, bed.interface()) / "counters"});
	const json drops = only_interface(bed.ctgate_done({"drops", bed.interface(), "--json", "--interval", "0.1"}),
					  "ctgate/drops/1");
	for (const Reason& reason : reasons_of(bed.filter().policy().value())) {
		const auto& reported = drops.at("reasons").at(std::string{reason.name});
		expect_count(reported.at("dropped"), counter(dump, CTG_DROPPED, reason.id));
		expect_count(reported.at("monitored"), counter(dump, CTG_MONITORED, reason.id));
	}
	expect_count(drops.at("reasons").at("tcp_flags_null").at("dropped"), {.packets = 3, .bytes = 3 * kNull.size()});

	const json status = only_interface(bed.ctgate_done({"status", "--json"}), "ctgate/status/1");
	EXPECT_EQ(status.at("dropped").at("packets"), 5);
	expect_count(status.at("passed"), counter(dump, CTG_PASSED, CTG_GO_ON));
	EXPECT_EQ(status.at("mode"), "native");
	EXPECT_EQ(status.at("program_id"),
		  bpftool(bed, {"link", "show", "pinned", pins(bed, bed.interface()) / "link"}).at("prog_id"));
}

TEST_F(Lifecycle, DisarmedNothingDropsArmedItDoes)
{
	const Testbed bed;
	EXPECT_THAT(bed.ctgate_done({"attach", bed.interface(), "--disarmed"}), HasSubstr("DISARMED"));
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	const unsigned link = link_id(bed);
	const auto disarmed = count(filter, wire, kNull, 5);
	EXPECT_EQ(disarmed.passed(), 5u);
	EXPECT_EQ(disarmed.monitored(), 5u);

	bed.ctgate_done({"arm", bed.interface()});
	EXPECT_EQ(count(filter, wire, kNull, 5).dropped(), 5u);
	bed.ctgate_done({"disarm"});
	EXPECT_EQ(count(filter, wire, kNull, 5).passed(), 5u);
	EXPECT_EQ(link_id(bed), link);
	EXPECT_EQ(counters_of(filter).monitored_in_all().packets, 10u);
}

TEST_F(Lifecycle, ChangesKeepLinkAndCounters)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	const unsigned link = link_id(bed);
	count(filter, wire, kNull, 7);

	bed.ctgate_done({"reason", "set", "tcp_flags_null", "monitor"});
	EXPECT_EQ(count(filter, wire, kNull).monitored(), 1u);
	EXPECT_EQ(count(filter, wire, kSynFin).dropped(), 1u);
	bed.ctgate_done({"reason", "set", "tcp_flags_*", "off"});
	const auto off = count(filter, wire, kSynFin);
	EXPECT_EQ(off.passed(), 1u);
	EXPECT_EQ(off.monitored(), 0u);
	bed.ctgate_done({"reason", "set", "tcp_flags_*", "drop", "-i", bed.interface()});
	EXPECT_EQ(count(filter, wire, kSynFin).dropped(), 1u);

	bed.ctgate_done({"limit", "set", "dns", "--rate", "30/m", "--burst", "3"});
	EXPECT_THAT(bed.ctgate_done({"limit", "list"}),
		    AllOf(HasSubstr("30/m burst 3"), HasSubstr("20000/s burst 40000"), HasSubstr("dns-reply")));
	const json limit = only_interface(bed.ctgate_done({"status", "--json"}), "ctgate/status/1")
				   .at("config")
				   .at("limits")
				   .at("dns");
	EXPECT_EQ(limit.at("total"), (json{{"packets", 30}, {"period_seconds", 60}, {"burst", 3}}));
	EXPECT_EQ(limit.at("source"), (json{{"packets", 100}, {"period_seconds", 1}, {"burst", 200}}));

	EXPECT_EQ(link_id(bed), link);
	EXPECT_EQ(counters_of(filter).dropped[CTG_TCP_FLAGS_NULL].packets, 7u);
	EXPECT_EQ(counters_of(filter).dropped[CTG_TCP_FLAGS_SYN_FIN].packets, 2u);
}

TEST_F(Lifecycle, WatchingGoesOnAcrossAChange)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	Finished watched{};
	std::jthread watch{[&] {
		watched = bed.host().run({"timeout", "3", CTGATE_BINARY, "drops", "--watch", "--interval", "0.2"});
	}};
	std::this_thread::sleep_for(std::chrono::seconds{1});
	bed.ctgate_done({"disarm"});
	watch.join();
	constexpr int kStillWatching = 124; // says timeout(1)
	EXPECT_EQ(watched.exit_code, kStillWatching) << watched.err;
	EXPECT_THAT(watched.out, AllOf(HasSubstr("gate0: armed"), HasSubstr("gate0: DISARMED")));
}

TEST_F(Lifecycle, DetachLeavesNothing)
{
	const Testbed bed;
	bed.host().must("ip link add spare type veth peer name spare1\nip link set spare up");
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"attach", "spare"});
	const auto first = pins(bed, bed.interface()), second = pins(bed, "spare");
	std::string sets;
	bed.host().inside([&] { sets = PinDirectory::open_sets().value().path(""); });
	ASSERT_TRUE(std::filesystem::exists(first / "link"));
	ASSERT_TRUE(std::filesystem::exists(sets));

	EXPECT_THAT(bed.ctgate_done({"detach", bed.interface()}), HasSubstr("gate0: detached"));
	EXPECT_FALSE(std::filesystem::exists(first));
	EXPECT_TRUE(std::filesystem::exists(second / "link"));
	EXPECT_TRUE(std::filesystem::exists(sets)) << "the other interface reads them";
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"detach", "--all"});
	EXPECT_FALSE(std::filesystem::exists(first));
	EXPECT_FALSE(std::filesystem::exists(second));
	EXPECT_FALSE(std::filesystem::exists(sets));
	EXPECT_THAT(bed.host().run({"ip", "-details", "link"}).out, Not(HasSubstr("xdp")));
	EXPECT_EQ(bed.ctgate({"status"}).exit_code, 3);
}

TEST_F(Lifecycle, GenericModeDropsOnAnInterfaceWithADotInItsName)
{
	const Testbed bed;
	bed.host().must(fmt::format("ip link set {0} down\nip link set {0} name eth0.7\nip link set eth0.7 up",
				    bed.interface()));
	EXPECT_THAT(bed.ctgate_done({"attach", "eth0.7", "--mode", "generic"}), HasSubstr("eth0.7: armed, generic"));
	const std::uint64_t arrived = bed.arrived();
	const Wire wire = bed.wire();
	for (const auto& frame : {kNull, kSynFin, kSyn})
		wire.send(frame);
	EXPECT_TRUE(eventually([&] { return bed.arrived() == arrived + 1; }));
	const json status = only_interface(bed.ctgate_done({"status", "eth0.7", "--json"}), "ctgate/status/1");
	EXPECT_EQ(status.at("interface"), "eth0.7");
	EXPECT_EQ(status.at("mode"), "generic");
	EXPECT_EQ(status.at("dropped").at("packets"), 2);
	EXPECT_EQ(status.at("passed").at("packets"), 1);
	EXPECT_THAT(bed.ctgate_done({"detach", "eth0.7"}), HasSubstr("dropped 2"));
}

TEST_F(Lifecycle, JumboFramesAreJudgedAndCountedWhole)
{
	const Testbed bed{9000};
	bed.ctgate_done({"attach", bed.interface()});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	const Bytes null = Frame{}.ipv4().tcp({.flags = 0}).payload(8900).bytes();
	const Bytes syn = Frame{}.ipv4().tcp().payload(8900).bytes();
	const std::uint64_t arrived = bed.arrived();

	const auto dropped = count(filter, wire, null, 3), passed = count(filter, wire, syn, 2);
	EXPECT_EQ(dropped.dropped(CTG_TCP_FLAGS_NULL), 3u);
	EXPECT_EQ(dropped.after.dropped_in_all().bytes, 3 * null.size());
	EXPECT_EQ(passed.passed(), 2u);
	EXPECT_EQ(passed.after.passed.bytes, 2 * syn.size());
	EXPECT_TRUE(eventually([&] { return bed.arrived() == arrived + 2; }));
}

TEST_F(Lifecycle, NoPacketSlipsThroughAHundredChanges)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"reason", "set", "limit_*", "off"}); // a smaller program is verified sooner
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	const std::uint64_t arrived = bed.arrived();

	Flood flood{40'000, [&](int, std::uint64_t packets) {
			    std::uint64_t sent = 0;
			    while (sent < packets && wire.offer(kNull))
				    ++sent;
			    return sent;
		    }};
	for (int change = 0; change < 100; ++change) {
		if (change % 2)
			bed.ctgate_done({"reason", "set", "tcp_flags_syn_fin", change % 4 == 1 ? "off" : "drop"});
		else
			bed.ctgate_done({"limit", "set", "dns", "--rate", fmt::format("{}/s", 1000 + change)});
	}
	const std::uint64_t offered = flood.stop();

	std::cout << fmt::format("100 changes under {} packets, {} dropped, {} reached the stack\n", offered,
				 counters_of(filter).dropped[CTG_TCP_FLAGS_NULL].packets, bed.arrived() - arrived);
	EXPECT_EQ(bed.arrived(), arrived);
	EXPECT_EQ(counters_of(filter).passed.packets, 0u);
	EXPECT_GE(counters_of(filter).dropped[CTG_TCP_FLAGS_NULL].packets, 50'000u);
}

} // namespace
} // namespace ctgate::e2e
