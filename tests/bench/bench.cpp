// SPDX-License-Identifier: MIT
// What a packet costs, beside an empty program and the rivals, in one run. docs/performance.md explains.
#include "loader/base/libbpf_log.hpp"
#include "tests/bench/machine_facts.hpp"
#include "tests/bench/tables.hpp"

#include <sched.h>
#include <unistd.h>

#include <linux/bpf.h>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <chrono>

namespace
{

using ctgate::Result;
using ctgate::bench::Aims;
using ctgate::bench::ContestPlan;
using ctgate::bench::Plan;

constexpr int kUsage = 2;
constexpr int kSkipped = 77; // SKIP_RETURN_CODE in CMakeLists.txt
constexpr std::chrono::milliseconds kTurn{200};
constexpr Plan kQuick = {.copies = 1, .rounds = 1, .repeat = 10'000};
constexpr std::chrono::milliseconds kQuickTurn{10};

struct Options {
	Plan plan = {.copies = 4, .rounds = 10, .repeat = 200'000};
	int cpu = -1;
	bool quick = false;
	std::string only;
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

Result<void> measure_programs(const Plan& plan, const std::string& only, Aims& aims)
{
	const auto peers = ctgate::bench::load_peers(plan.copies);
	if (!peers)
		return ctgate::error_of(peers);
	const auto stopwatch = ctgate::bench::Stopwatch::calibrate(peers->front().empty.fd(XDP_PASS));
	if (!stopwatch)
		return ctgate::error_of(stopwatch);
	if (only.empty() || only == "packets")
		if (auto printed = ctgate::bench::print_packets(*stopwatch, plan, *peers, aims); !printed)
			return printed;
	if (only.empty() || only == "settings")
		return ctgate::bench::print_settings(*stopwatch, plan, *peers);
	return {};
}

Result<void> measure(const Options& options)
{
	const auto cpu = stay_on(options.cpu);
	if (!cpu)
		return ctgate::error_of(cpu);
	fmt::print("{}pinned to  CPU {}\n", ctgate::bench::machine_facts(), *cpu);
	if (auto left = leave_this_network(); !left)
		return left;
	const Plan plan = options.quick ? kQuick : options.plan;
	const ContestPlan contest = {.rounds = plan.rounds, .turn = options.quick ? kQuickTurn : kTurn};

	if (options.quick)
		fmt::print("quick: far too few packets to measure anything\n");
	Aims aims;
	if (options.only != "rates")
		if (auto measured = measure_programs(plan, options.only, aims); !measured)
			return measured;
	if (options.only.empty() || options.only == "rates")
		if (auto printed = ctgate::bench::print_rates(contest, *cpu, aims); !printed)
			return printed;
	aims.print();
	return {};
}

void add_options(CLI::App& app, Options& options)
{
	app.add_option("--rounds", options.plan.rounds, "Turns of every copy of every program, and of every system")
		->check(CLI::Range(1, 10'000))
		->capture_default_str();
	app.add_option("--repeat", options.plan.repeat, "Packets in a turn")
		->check(CLI::Range(1000U, 10'000'000U))
		->capture_default_str();
	app.add_option("--cpu", options.cpu, "The CPU to stay on; the last one when left out");
	app.add_option("--only", options.only, "One of the tables: packets, settings or rates")
		->check(CLI::IsMember({"packets", "settings", "rates"}));
	app.add_flag("--quick", options.quick, "A few packets only: shows that it works, measures nothing");
}

} // namespace

int main(int argc, char** argv)
{
	CLI::App app{"What a packet costs: ctgate beside an empty XDP program and its rivals", "bench"};
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
	const auto done = measure(options);
	if (done)
		return 0;
	fmt::print(stderr, "bench: {}\n", done.error().message());
	return 1;
}
