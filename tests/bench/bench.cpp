// SPDX-License-Identifier: MIT
// What a packet costs, beside an empty program and the rivals, and what the doctor costs, beside other readers of the
// table, in one run. docs/performance.md explains.
#include "loader/base/libbpf_log.hpp"
#include "tests/bench/machine_facts.hpp"
#include "tests/bench/own_thread.hpp"
#include "tests/bench/tables.hpp"

#include <sched.h>
#include <unistd.h>

#include <linux/bpf.h>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <string_view>

namespace
{

using ctgate::Result;
using ctgate::bench::Aims;
using ctgate::bench::ContestPlan;
using ctgate::bench::DoctorPlan;
using ctgate::bench::in_own_thread;
using ctgate::bench::Plan;

constexpr int kUsage = 2;
constexpr int kSkipped = 77; // SKIP_RETURN_CODE in CMakeLists.txt
constexpr std::chrono::milliseconds kTurn{200};
constexpr Plan kQuick = {.copies = 1, .rounds = 1, .repeat = 10'000};
constexpr std::chrono::milliseconds kQuickTurn{10};
constexpr std::uint32_t kEntries = 1'000'000, kQuickEntries = 2000;

struct Options {
	Plan plan = {.copies = 4, .rounds = 10, .repeat = 200'000};
	int cpu = -1;
	bool quick = false;
	std::string only;

	bool wants(std::string_view table) const { return only.empty() || only == table; }
};

/// Moving between CPUs would change caches and clock in the middle of a round.
Result<int> stay_on(int wanted)
{
	const int cpu = wanted >= 0 ? wanted : static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)) - 1;
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(static_cast<std::size_t>(cpu), &set);
	if (::sched_setaffinity(0, sizeof(set), &set) < 0)
		return ctgate::fail_errno(errno, fmt::format("stay on CPU {}", cpu));
	return cpu;
}

/// BPF_PROG_TEST_RUN's packets arrive at the loopback interface of a namespace, and ctgate asks its conntrack.
Result<void> leave_this_network()
{
	if (::unshare(CLONE_NEWNET) != 0)
		return ctgate::fail_errno(errno, "make a network namespace");
	return {};
}

Result<void> measure_programs(const Options& options, const Plan& plan, Aims& aims)
{
	const auto peers = ctgate::bench::load_peers(plan.copies);
	if (!peers)
		return ctgate::error_of(peers);
	const auto stopwatch = ctgate::bench::Stopwatch::calibrate(peers->front().empty.fd(XDP_PASS));
	if (!stopwatch)
		return ctgate::error_of(stopwatch);
	if (options.wants("packets"))
		if (auto printed = ctgate::bench::print_packets(*stopwatch, plan, *peers, aims); !printed)
			return printed;
	if (options.wants("settings"))
		return ctgate::bench::print_settings(*stopwatch, plan, *peers);
	return {};
}

Result<void> measure_packets(const Options& options, int cpu, Aims& aims)
{
	if (auto left = leave_this_network(); !left)
		return left;
	const Plan plan = options.quick ? kQuick : options.plan;
	const ContestPlan contest = {.rounds = plan.rounds, .turn = options.quick ? kQuickTurn : kTurn};
	if (options.wants("packets") || options.wants("settings"))
		if (auto measured = measure_programs(options, plan, aims); !measured)
			return measured;
	if (options.wants("rates"))
		return ctgate::bench::print_rates(contest, cpu, aims);
	return {};
}

Result<void> measure(const Options& options)
{
	const auto cpu = stay_on(options.cpu);
	if (!cpu)
		return ctgate::error_of(cpu);
	fmt::print("{}pinned to  CPU {}\n", ctgate::bench::machine_facts(), *cpu);
	if (options.quick)
		fmt::print("quick: far too little to measure anything\n");
	Aims aims;
	if (options.only != "doctor")
		if (auto measured = in_own_thread([&] { return measure_packets(options, *cpu, aims); }); !measured)
			return measured;
	const DoctorPlan doctor = {.rounds = options.quick ? kQuick.rounds : options.plan.rounds,
				   .entries = options.quick ? kQuickEntries : kEntries};
	if (options.wants("doctor"))
		if (auto printed = ctgate::bench::print_doctor(doctor, aims); !printed)
			return printed;
	aims.print();
	return {};
}

void add_options(CLI::App& app, Options& options)
{
	app.add_option("--rounds", options.plan.rounds,
		       "Turns of every copy of every program, of every system, of every reader")
		->check(CLI::Range(1, 10'000))
		->capture_default_str();
	app.add_option("--repeat", options.plan.repeat, "Packets in a turn")
		->check(CLI::Range(1000U, 10'000'000U))
		->capture_default_str();
	app.add_option("--cpu", options.cpu, "The CPU to stay on; the last one when left out");
	app.add_option("--only", options.only, "One of the tables: packets, settings, rates or doctor")
		->check(CLI::IsMember({"packets", "settings", "rates", "doctor"}));
	app.add_flag("--quick", options.quick, "A few packets and entries only: shows that it works, measures nothing");
}

} // namespace

int main(int argc, char** argv)
{
	CLI::App app{"What ctgate costs, beside an empty XDP program and its rivals", "bench"};
	Options options;
	add_options(app, options);
	try {
		app.parse(argc, argv);
	} catch (const CLI::ParseError& error) {
		return app.exit(error) == 0 ? 0 : kUsage;
	}
	spdlog::set_level(spdlog::level::warn);
	ctgate::send_libbpf_messages_to_log();
	if (::geteuid() != 0) {
		fmt::print("SKIPPED: loading BPF programs needs root\n");
		return kSkipped;
	}
	try {
		const auto done = measure(options);
		if (done)
			return 0;
		fmt::print(stderr, "bench: {}\n", done.error().message());
	} catch (const std::exception& error) {
		fmt::print(stderr, "bench: {}\n", error.what());
	}
	return 1;
}
