// SPDX-License-Identifier: MIT
#include "tests/bench/peers.hpp"

#include <linux/bpf.h>

#include <algorithm>

namespace ctgate::bench
{
namespace
{

constexpr unsigned verdict(bool drops)
{
	return drops ? XDP_DROP : XDP_PASS;
}

Result<Peer> load_peer()
{
	auto empty = EmptyPrograms::load();
	if (!empty)
		return error_of(empty);
	Peer peer{std::move(*empty), {}};
	for (const auto* variant : {"all", "tcp", "udp"}) {
		auto filter = XdpFilter::load(variant);
		if (!filter && filter.error().code() != ENOENT)
			return error_of(filter);
		if (filter)
			peer.xdp_filters.emplace(variant, std::move(*filter));
	}
	return peer;
}

template <class Programs, class FdOf>
Runner runner_of(const Programs& programs, unsigned verdict, FdOf fd_of)
{
	Runner runner{.copies = {}, .verdict = verdict};
	std::ranges::transform(programs, runner.copies.begin(), fd_of);
	return runner;
}

} // namespace

Result<Copies> load_copies(const Config& config)
{
	Copies copies;
	while (copies.size() < kCopies) {
		auto program = Program::load(image_of(config));
		if (!program)
			return error_of(program);
		copies.push_back(std::move(*program));
	}
	return copies;
}

Result<Peers> load_peers()
{
	Peers peers;
	while (peers.size() < kCopies) {
		auto peer = load_peer();
		if (!peer)
			return error_of(peer);
		peers.push_back(std::move(*peer));
	}
	return peers;
}

Runner empty_runner(const Peers& peers, unsigned verdict)
{
	return runner_of(peers, verdict, [verdict](const Peer& peer) { return peer.empty.fd(verdict); });
}

Runner runner(const Copies& ctgate, unsigned verdict)
{
	return runner_of(ctgate, verdict, &Program::fd);
}

std::vector<Runner> runners(const Copies& ctgate, const Peers& peers, const Traffic& traffic)
{
	const unsigned judged = verdict(traffic.reason != CTG_GO_ON);
	std::vector<Runner> runners = {empty_runner(peers, judged), runner(ctgate, judged)};
	if (peers.front().xdp_filters.empty())
		return runners;
	for (const auto& variant : {std::string{"all"}, traffic.least})
		runners.push_back(runner_of(peers, verdict(traffic.xdp_filter_drops),
					    [&](const Peer& peer) { return peer.xdp_filters.at(variant).fd(); }));
	return runners;
}

} // namespace ctgate::bench
