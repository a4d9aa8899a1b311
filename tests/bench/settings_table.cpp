// SPDX-License-Identifier: MIT
#include "tests/bench/peers.hpp"
#include "tests/bench/tables.hpp"

#include <linux/bpf.h>

#include <fmt/core.h>

namespace ctgate::bench
{
namespace
{

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

Result<void> print_settings(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers)
{
	const auto all = settings();
	std::vector<Copies> programs;
	std::vector<Runner> runners = {empty_runner(peers, XDP_PASS)};
	for (const Setting& setting : all) {
		auto copies = load_copies(setting, plan.copies);
		if (!copies)
			return std::unexpected{copies.error().within(setting.name)};
		runners.push_back(runner(*copies, XDP_PASS));
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
