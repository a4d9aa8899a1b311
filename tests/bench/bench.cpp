// SPDX-License-Identifier: MIT
// What a packet costs, beside an empty program and xdp-filter, in one run. docs/performance.md explains.
#include "loader/base/libbpf_log.hpp"
#include "tests/bench/machine_facts.hpp"
#include "tests/bench/tables.hpp"

#include <sched.h>
#include <unistd.h>

#include <linux/bpf.h>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <spdlog/spdlog.h>

namespace
{

using ctgate::Result;

constexpr int kUsage = 2;
constexpr int kSkipped = 77; // SKIP_RETURN_CODE in CMakeLists.txt
constexpr ctgate::bench::Plan kQuick = {.rounds = 1, .repeat = 10'000};

struct Options {
	ctgate::bench::Plan plan = {.rounds = 10, .repeat = 200'000};
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

Result<void> measure(const Options& options)
{
	const auto cpu = stay_on(options.cpu);
	if (!cpu)
		return ctgate::error_of(cpu);
	const auto peers = ctgate::bench::load_peers();
	if (!peers)
		return ctgate::error_of(peers);
	const auto stopwatch = ctgate::bench::Stopwatch::calibrate(peers->front().empty.fd(XDP_PASS));
	if (!stopwatch)
		return ctgate::error_of(stopwatch);
	const auto plan = options.quick ? kQuick : options.plan;

	fmt::print("{}pinned to  CPU {}\n", ctgate::bench::machine_facts(), *cpu);
	if (options.only != "settings")
		if (auto printed = ctgate::bench::print_packets(*stopwatch, plan, *peers); !printed)
			return printed;
	if (options.only != "packets")
		if (auto printed = ctgate::bench::print_settings(*stopwatch, plan, *peers); !printed)
			return printed;
	return {};
}

void add_options(CLI::App& app, Options& options)
{
	app.add_option("--rounds", options.plan.rounds, "Turns of every copy of every program, round robin")
		->check(CLI::Range(1, 10'000))
		->capture_default_str();
	app.add_option("--repeat", options.plan.repeat, "Packets in a turn")
		->check(CLI::Range(1000U, 10'000'000U))
		->capture_default_str();
	app.add_option("--cpu", options.cpu, "The CPU to stay on; the last one when left out");
	app.add_option("--only", options.only, "One of the tables: packets or settings")
		->check(CLI::IsMember({"packets", "settings"}));
	app.add_flag("--quick", options.quick, "A few packets only: shows that it works, measures nothing");
}

} // namespace

int main(int argc, char** argv)
{
	CLI::App app{"Nanoseconds a packet: ctgate beside an empty XDP program and xdp-filter", "bench"};
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
