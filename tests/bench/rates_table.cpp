// SPDX-License-Identifier: MIT
#include "tests/bench/contest.hpp"
#include "tests/bench/statistics.hpp"
#include "tests/bench/tables.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace ctgate::bench
{
namespace
{

constexpr double kOfXdpDrop = 0.95, kTimesNftIngress = 2, kTimesInputRules = 3.5;

/// By round: what the machine did to one it did to the other.
std::vector<double> ratios(const Rates& rates, const Rates& to)
{
	std::vector<double> ratios;
	std::ranges::transform(rates, to, std::back_inserter(ratios), std::divides{});
	return ratios;
}

std::string spread(const std::vector<double>& values, double unit, int digits)
{
	return fmt::format("{:>6.{}f} {:>6.{}f} {:>6.{}f}", median(values) / unit, digits,
			   std::ranges::min(values) / unit, digits, std::ranges::max(values) / unit, digits);
}

void print_head()
{
	fmt::print("{:<31}|{:^22}|{:^22}|{:^22}|\n", "", "million packets/s", "times bare XDP_DROP",
		   "ctgate is times it");
	fmt::print("{:<31}|", "");
	for (int i = 0; i < 3; ++i)
		fmt::print("{:>7} {:>6} {:>6} |", "median", "low", "high");
	fmt::print("\n");
}

const Rates& rates_of(Role role, const std::vector<System>& systems, const std::vector<Rates>& rates)
{
	const auto found = std::ranges::find(systems, role, &System::role);
	return rates[static_cast<std::size_t>(found - systems.begin())];
}

void print_rows(const Traffic& attack, const std::vector<System>& systems, const std::vector<Rates>& rates)
{
	const Rates& bare = rates_of(Role::kReference, systems, rates);
	const Rates& ctgate = rates_of(Role::kCtgate, systems, rates);
	fmt::print("{}\n", attack.name);
	for (std::size_t i = 0; i < systems.size(); ++i)
		fmt::print("  {:<29}| {} | {} | {} |\n", systems[i].name, spread(rates[i], 1e6, 3),
			   spread(ratios(rates[i], bare), 1, 2), spread(ratios(ctgate, rates[i]), 1, 2));
}

void compare(Aims& aims, const Traffic& attack, const std::vector<System>& systems, const std::vector<Rates>& rates)
{
	const Rates& ctgate = rates_of(Role::kCtgate, systems, rates);
	const auto aim = [&](const char* text, Role to, double times) {
		aims.at_least(fmt::format("{}: packets/s {}", attack.name, text),
			      median(ratios(ctgate, rates_of(to, systems, rates))), times, "x");
	};
	aim("to bare XDP_DROP", Role::kReference, kOfXdpDrop);
	aim("to nft at netdev ingress", Role::kNftIngress, kTimesNftIngress);
	aim("to the INPUT rules", Role::kInputRules, kTimesInputRules);
}

} // namespace

Result<void> print_rates(const ContestPlan& plan, int cpu, Aims& aims)
{
	auto generator = Generator::load(cpu);
	if (!generator)
		return error_of(generator);
	const auto version = iptables_version();
	if (!version)
		return error_of(version);

	fmt::print("\nPackets a second through a veth, sender and receiver on one CPU: {} turns of {:.2f} s\n"
		   "Rules by {}\n\n",
		   plan.rounds, plan.turn.count(), *version);
	print_head();
	for (const Traffic& attack : attacks()) {
		auto systems = xdp_systems(attack);
		if (!systems)
			return std::unexpected{systems.error().within(attack.name)};
		std::ranges::move(rule_systems(), std::back_inserter(*systems));
		const auto rates = contest(*systems, attack, *generator, plan);
		if (!rates)
			return std::unexpected{rates.error().within(attack.name)};
		print_rows(attack, *systems, *rates);
		compare(aims, attack, *systems, *rates);
	}
	fmt::print("(*) it never saw such a source before; what it lets in is dropped just behind it here\n"
		   "Others had this CPU for {:.0f} % of the time, which is left out\n",
		   100 * generator->share_of_others());
	return {};
}

} // namespace ctgate::bench
