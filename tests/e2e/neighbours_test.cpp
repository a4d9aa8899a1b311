// SPDX-License-Identifier: MIT
// What others do to the interface: run XDP on it, delete it, rename it, or change its filter at the same time.
#include "tests/e2e/refusal.hpp"

#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <iostream>
#include <thread>

namespace ctgate::e2e
{
namespace
{

using nlohmann::json;
using testing::HasSubstr;

class Neighbours : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static void add_spare(const Testbed& bed)
	{
		bed.host().must("ip link add spare type veth peer name spare1\nip link set spare up");
	}

	/// Two instructions that let everything pass.
	static UniqueFd somebody_elses_program()
	{
		const bpf_insn instructions[] = {
			{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = XDP_PASS},
			{.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
		return UniqueFd{::bpf_prog_load(BPF_PROG_TYPE_XDP, "neighbour", "GPL", instructions, 2, nullptr)};
	}

	static json running_on(const Testbed& bed, const std::string& interface)
	{
		const auto listed = bed.host().run({"ip", "--json", "-details", "link", "show", "dev", interface});
		return json::parse(listed.out).at(0).value("xdp", json::object());
	}

	static json limit_in_force(const Testbed& bed)
	{
		const json limit = json::parse(bed.ctgate_done({"status", "gate0", "--json"}))
					   .at("interfaces")
					   .at(0)
					   .at("config")
					   .at("limits")
					   .at("dns");
		return {{"total", limit.at("total")}, {"source", limit.at("source")}};
	}
};

TEST_F(Neighbours, AnotherProgramOnTheHookIsNamedAndStays)
{
	const Testbed bed;
	const UniqueFd program = somebody_elses_program();
	ASSERT_TRUE(program);
	bed.host().inside([&] {
		const int index = static_cast<int>(::if_nametoindex("gate0"));
		ASSERT_EQ(::bpf_xdp_attach(index, program.get(), XDP_FLAGS_DRV_MODE, nullptr), 0);
	});
	const json before = running_on(bed, "gate0");
	expect_refused(bed, {"attach", "gate0"}, 1, {"gate0", "`neighbour`", "nothing was changed"});
	expect_refused(bed, {"attach", "gate0", "--mode", "generic"}, 1, {"`neighbour`"});
	EXPECT_EQ(running_on(bed, "gate0"), before);
	EXPECT_TRUE(before.contains("prog"));
}

TEST_F(Neighbours, DeletedInterfaceIsToldAndCleanedUp)
{
	const Testbed bed;
	add_spare(bed);
	bed.ctgate_done({"attach", "spare"});
	bed.host().must("ip link delete spare");

	EXPECT_THAT(bed.ctgate_done({"status", "spare"}), HasSubstr("GONE"));
	EXPECT_EQ(json::parse(bed.ctgate_done({"status", "--json"})).at("interfaces").at(0).at("alive"), false);
	for (const std::vector<std::string>& change : {std::vector<std::string>{"limit", "set", "dns", "--rate", "5/s"},
						       {"reason", "set", "tcp_flags_null", "off", "-i", "spare"},
						       {"disarm", "spare"}})
		expect_refused(bed, change, 1, {"spare", "ctgate detach spare"});
	bed.ctgate_done({"detach", "spare"});
	EXPECT_EQ(bed.ctgate({"status"}).exit_code, 3);
}

TEST_F(Neighbours, RecreatedInterfaceCanBeAttachedAtOnce)
{
	const Testbed bed;
	add_spare(bed);
	bed.ctgate_done({"attach", "spare"});
	bed.host().must("ip link delete spare");
	add_spare(bed);
	EXPECT_THAT(bed.ctgate_done({"attach", "spare"}), HasSubstr("spare: armed, native"));
	EXPECT_TRUE(running_on(bed, "spare").contains("prog"));
	bed.ctgate_done({"limit", "set", "dns", "--rate", "5/s", "--burst", "5"});
	bed.ctgate_done({"detach", "spare"});
}

TEST_F(Neighbours, RenamedInterfaceStaysFilteredAndCanBeFreed)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	const Filter filter = bed.filter();
	bed.host().must("ip link set gate0 down\nip link set gate0 name renamed\nip link set renamed up");
	const Wire wire = bed.wire();
	EXPECT_EQ(count(filter, wire, packet::Frame{}.ipv4().tcp({.flags = 0}).bytes()).dropped(), 1u);

	const auto status = bed.ctgate({"status"});
	EXPECT_EQ(status.exit_code, 0);
	EXPECT_THAT(status.out, ::testing::StartsWith("gate0 (now renamed): armed"));
	EXPECT_EQ(bed.ctgate({"status", "renamed"}).out, bed.ctgate({"status", "gate0"}).out);
	expect_refused(bed, {"attach", "renamed"}, 1, {"renamed", "ctgate detach gate0"});
	bed.host().must("ip link add gate0 type veth peer name gate1");
	expect_refused(bed, {"attach", "gate0"}, 1, {"renamed", "ctgate detach gate0"});
	bed.ctgate_done({"detach", "gate0"});
	EXPECT_FALSE(running_on(bed, "renamed").contains("prog"));
	bed.ctgate_done({"attach", "gate0"});
}

/// Runs a command until no other is at work: one that was killed inside the verifier keeps its lock until it is out.
Finished patiently(const Testbed& bed, const std::vector<std::string>& arguments)
{
	for (int i = 0; i < 100; ++i) {
		auto finished = bed.ctgate(arguments);
		if (finished.err.find("another ctgate") == std::string::npos)
			return finished;
		std::this_thread::sleep_for(std::chrono::milliseconds{20});
	}
	throw std::runtime_error("the lock of a killed ctgate did not go away in two seconds");
}

TEST_F(Neighbours, AttachKilledHalfWayIsHealedByRepeatingItAndClearedAwayByDetach)
{
	const Testbed bed;
	for (int milliseconds = 1; milliseconds < 40; milliseconds += 3) {
		const auto time = fmt::format("0.{:03}", milliseconds);
		bed.host().run({"timeout", "-s", "KILL", time, CTGATE_BINARY, "attach", "gate0"});
		if (milliseconds % 2) {
			EXPECT_EQ(patiently(bed, {"attach", "gate0"}).exit_code, 0);
		}
		patiently(bed, {"detach", "--all"});
		EXPECT_FALSE(std::filesystem::exists(pin_directory(bed, "gate0"))) << "killed after " << time << " s";
		EXPECT_FALSE(running_on(bed, "gate0").contains("prog"));
	}
}

TEST_F(Neighbours, OfTwoCommandsAtOnceOneWinsWhole)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"reason", "set", "limit_*", "off"}); // a smaller program is verified sooner
	const json before = limit_in_force(bed);
	const auto asked = [](int n) {
		const json bucket{{"packets", n}, {"period_seconds", 1}, {"burst", n}};
		return json{{"total", bucket}, {"source", bucket}};
	};
	std::atomic<int> done = 0, busy = 0;
	const auto change_repeatedly = [&](int n) {
		const auto rate = fmt::format("{}/s", n), burst = std::to_string(n);
		for (int i = 0; i < 50; ++i) {
			const auto change = bed.ctgate({"limit", "set", "dns", "--rate", rate, "--burst", burst,
							"--source-rate", rate, "--source-burst", burst});
			if (change.exit_code == 0) {
				++done;
				continue;
			}
			++busy;
			EXPECT_EQ(change.exit_code, 1) << change.err;
			EXPECT_THAT(change.err, HasSubstr("another ctgate is changing gate0"));
			std::this_thread::sleep_for(std::chrono::milliseconds{50});
		}
	};
	std::jthread first{change_repeatedly, 1000}, second{change_repeatedly, 2000};
	while (done + busy < 100) {
		const json seen = limit_in_force(bed);
		EXPECT_TRUE(seen == before || seen == asked(1000) || seen == asked(2000)) << seen;
		std::this_thread::sleep_for(std::chrono::milliseconds{20});
	}
	first.join();
	second.join();
	std::cout << fmt::format("2 x 50 changes at once: {} done, {} told that another was at work\n", done.load(),
				 busy.load());
	EXPECT_EQ(done + busy, 100);
	EXPECT_GT(done, 0);
	const json after = limit_in_force(bed);
	EXPECT_TRUE(after == asked(1000) || after == asked(2000)) << after;
}

} // namespace
} // namespace ctgate::e2e
