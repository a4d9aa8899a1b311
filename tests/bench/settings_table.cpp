// SPDX-License-Identifier: MIT
#include "loader/program.hpp"
#include "tests/bench/programs.hpp"
#include "tests/bench/tables.hpp"
#include "tests/bench/traffic.hpp"

#include <linux/bpf.h>

#include <fmt/core.h>

#include <algorithm>

namespace ctgate::bench
{
namespace
{

/// The programs of one runner.
using Copies = std::vector<Program>;

Result<Copies> load(const Setting& setting)
{
	Copies copies;
	while (copies.size() < kCopies) {
		auto program = Program::load(image_of(setting.config));
		if (!program)
			return std::unexpected{program.error().within(setting.name)};
		copies.push_back(std::move(*program));
	}
	return copies;
}

Result<std::vector<EmptyPrograms>> load_empty()
{
	std::vector<EmptyPrograms> copies;
	while (copies.size() < kCopies) {
		auto program = EmptyPrograms::load();
		if (!program)
			return error_of(program);
		copies.push_back(std::move(*program));
	}
	return copies;
}

template <class Programs, class FdOf>
Runner runner(const Programs& programs, FdOf fd_of)
{
	Runner runner{.copies = {}, .verdict = XDP_PASS};
	std::ranges::transform(programs, runner.copies.begin(), fd_of);
	return runner;
}

void print_rows(const std::vector<Setting>& settings, const std::vector<std::vector<Cost>>& columns)
{
	for (std::size_t row = 0; row < settings.size(); ++row) {
		fmt::print("{:<33}|", settings[row].name);
		for (const auto& costs : columns) {
			const Cost above = costs[row + 1] - costs[0];
			fmt::print("{:>12.1f} {:>9.1f} |", above.minimum, above.median);
		}
		fmt::print("\n");
	}
}

} // namespace

Result<void> print_settings(const Stopwatch& stopwatch, const Plan& plan)
{
	const auto all = settings();
	const auto empty = load_empty();
	if (!empty)
		return error_of(empty);
	std::vector<Copies> programs;
	std::vector<Runner> runners = {runner(*empty, [](const auto& program) { return program.fd(XDP_PASS); })};
	for (const Setting& setting : all) {
		auto copies = load(setting);
		if (!copies)
			return error_of(copies);
		runners.push_back(runner(*copies, &Program::fd));
		programs.push_back(std::move(*copies));
	}

	fmt::print("\nEach switch by itself: nanoseconds above the empty program, minimum and median\n\n{:<33}|", "on");
	std::vector<std::vector<Cost>> columns;
	for (const Traffic& traffic : passing_traffic()) {
		auto costs = stopwatch.race(runners, traffic.frame, plan);
		if (!costs)
			return std::unexpected{costs.error().within(traffic.name)};
		columns.push_back(std::move(*costs));
		fmt::print("{:^23}|", traffic.name);
	}
	fmt::print("\n");
	print_rows(all, columns);
	return {};
}

} // namespace ctgate::bench
