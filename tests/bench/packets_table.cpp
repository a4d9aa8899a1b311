// SPDX-License-Identifier: MIT
#include "loader/counters.hpp"
#include "tests/bench/peers.hpp"
#include "tests/bench/stage.hpp"
#include "tests/bench/tables.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <list>
#include <utility>

namespace ctgate::bench
{
namespace
{

Result<std::vector<Cost>> race(const Stopwatch& stopwatch, const Plan& plan, const Traffic& traffic,
			       std::vector<Runner> runners)
{
	if (traffic.sources == Sources::kOne)
		return stopwatch.race(runners, traffic.frame, plan);
	std::vector<Spoofed> in_front;
	for (Runner& runner : runners) {
		for (int& program : runner.copies) {
			auto spoofed = Spoofed::in_front_of(program);
			if (!spoofed)
				return error_of(spoofed);
			program = spoofed->fd();
			in_front.push_back(std::move(*spoofed));
		}
	}
	return stopwatch.race(runners, traffic.frame, plan);
}

/// How often a program has judged packets so: a drop for another reason would have the same verdict.
Result<std::uint64_t> judged_so(const Program& program, ctg_reason reason)
{
	const auto map = program.map("counters"), avoided = program.map("avoided");
	if (!map || !avoided)
		return error_of(map ? avoided : map);
	const auto counters = Counters::read(map->get(), avoided->get());
	if (!counters)
		return error_of(counters);
	return (reason == CTG_GO_ON ? counters->passed : counters->dropped[reason]).packets;
}

/// In the network namespace of the caller, for as long as any measuring takes.
Result<void> make_known(std::uint16_t port)
{
	const packet::Ipv4 ip;
	const auto made = command({"conntrack", "-I", "-p", "udp", "-s", ip.source, "-d", ip.destination, "--sport",
				   fmt::format("{}", port), "--dport", "443", "-t", "3600"});
	return made ? Result<void>{} : error_of(made);
}

std::string cell(const Cost& cost)
{
	return fmt::format("{:>6.1f} {:>6.1f}", cost.minimum, cost.median);
}

/// How many times as far above the empty program as ctgate. Under half a nanosecond that says nothing.
std::string ratio(const Cost& peer, const Cost& ctgate)
{
	constexpr double kLeast = 0.5;
	return ctgate.minimum < kLeast ? "-" : fmt::format("{:.1f}", peer.minimum / ctgate.minimum);
}

void print_head(const std::vector<Rival>& rivals)
{
	fmt::print("{:<33}|{:^14}|", "", "");
	fmt::print("{:^{}}|\n", "above the empty program", 15 + 24 * rivals.size() - 1);
	fmt::print("{:<33}|{:^14}|{:^14}|", "", "empty", "ctgate");
	for (const Rival& rival : rivals)
		fmt::print("{:^14}  ctgate |", rival.name);
	fmt::print("\n{:<33}|{:>6} {:>6} |{:>6} {:>6} |", "packet", "min", "median", "min", "median");
	for (std::size_t i = 0; i < rivals.size(); ++i)
		fmt::print("{:>6} {:>6}   times  |", "min", "median");
	fmt::print("\n");
}

void print_row(const Traffic& traffic, const std::vector<Cost>& costs)
{
	const Cost& empty = costs[0];
	const Cost ctgate = costs[1] - empty;
	fmt::print("{:<33}|{} |{} |", traffic.name, cell(empty), cell(ctgate));
	for (std::size_t rival = 2; rival < costs.size(); ++rival)
		fmt::print("{}   {:>5}  |", cell(costs[rival] - empty), ratio(costs[rival] - empty, ctgate));
	fmt::print("\n");
}

Result<std::uint64_t> judged_so(const Copies& copies, ctg_reason reason)
{
	std::uint64_t all = 0;
	for (const Program& program : copies) {
		const auto packets = judged_so(program, reason);
		if (!packets)
			return packets;
		all += *packets;
	}
	return all;
}

/// The empty program, ctgate, and the others, in the order of the columns.
std::vector<Runner> runners(const Copies& ctgate, const Peers& peers, const Traffic& traffic)
{
	const unsigned judged = verdict(traffic.reason != CTG_GO_ON);
	std::vector<Runner> runners = {empty_runner(peers, judged), runner(ctgate, judged)};
	for (Rival& rival : rivals(peers, traffic))
		runners.push_back(std::move(rival.runner));
	return runners;
}

/// Copies of ctgate by configuration, loaded once: to verify one takes longer than to measure a row with it.
class Loaded
{
public:
	Result<const Copies*> copies(const Config& config, unsigned count)
	{
		const auto is_same = [&](const auto& entry) {
			return std::memcmp(&entry.first.policy(), &config.policy(), sizeof(ctg_policy)) == 0;
		};
		auto found = std::ranges::find_if(entries_, is_same);
		if (found == entries_.end()) {
			auto loaded = load_copies(config, count);
			if (!loaded)
				return error_of(loaded);
			found = entries_.emplace(entries_.end(), config, std::move(*loaded));
		}
		return &found->second;
	}

private:
	std::list<std::pair<Config, Copies>> entries_;
};

/// Measures one row and prints it.
Result<void> print_row(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers, const Traffic& traffic,
		       const Copies& ctgate, Aims& aims)
{
	if (traffic.known_from)
		if (auto known = make_known(traffic.known_from); !known)
			return known;
	const auto judged_before = judged_so(ctgate, traffic.reason);
	if (!judged_before)
		return error_of(judged_before);
	const auto costs = race(stopwatch, plan, traffic, runners(ctgate, peers, traffic));
	if (!costs)
		return error_of(costs);
	const auto judged = judged_so(ctgate, traffic.reason);
	if (!judged)
		return error_of(judged);
	if (*judged - *judged_before < std::uint64_t{plan.copies} * plan.rounds * plan.repeat)
		return fail(EPROTO, "ctgate judged it so for another reason");
	print_row(traffic, *costs);
	if (traffic.aim_ns)
		aims.at_most(traffic.name + ": above the empty program", ((*costs)[1] - (*costs)[0]).median,
			     *traffic.aim_ns, "ns");
	return {};
}

} // namespace

Result<void> print_packets(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers, Aims& aims)
{
	fmt::print("\nNanoseconds a packet, minimum and median of {} times {} packets\n\n", plan.copies * plan.rounds,
		   plan.repeat);
	const auto all = traffic();
	print_head(rivals(peers, all.front()));
	Loaded loaded;
	for (const Traffic& traffic : all) {
		const auto ctgate = loaded.copies(traffic.config, plan.copies);
		if (!ctgate)
			return std::unexpected{ctgate.error().within(traffic.name)};
		if (auto printed = print_row(stopwatch, plan, peers, traffic, **ctgate, aims); !printed)
			return std::unexpected{printed.error().within(traffic.name)};
	}
	if (peers.front().xdp_filters.empty())
		fmt::print("xdp-filter was not measured: apt install xdp-tools\n");
	return {};
}

} // namespace ctgate::bench
