// SPDX-License-Identifier: MIT
#include "tests/bench/peers.hpp"

#include "loader/sets/prefix_set.hpp"

#include <algorithm>
#include <iterator>
#include <random>

namespace ctgate::bench
{
namespace
{

/// Its copies share the memory of the first: only where a program lies may differ.
Result<Peer> load_peer(const Peers& others)
{
	auto empty = EmptyPrograms::load();
	if (!empty)
		return error_of(empty);
	const LruLimiter* first = others.empty() ? nullptr : &others.front().roomy;
	auto roomy = LruLimiter::load(LruLimiter::Room::kEnough, XDP_PASS, first);
	if (!roomy)
		return error_of(roomy);
	auto full = LruLimiter::load(LruLimiter::Room::kNone, XDP_PASS, first != nullptr ? first : &*roomy);
	if (!full)
		return error_of(full);
	Peer peer{std::move(*empty), {}, std::move(*roomy), std::move(*full)};
	for (const auto* variant : {"all", "tcp", "udp"}) {
		auto filter = XdpFilter::load(variant);
		if (!filter && filter.error().code() != ENOENT)
			return error_of(filter);
		if (filter)
			peer.xdp_filters.emplace(variant, std::move(*filter));
	}
	return peer;
}

/// All over IPv4, so that a look-up has as far to go as it has in a list of that length. With this seed the source of
/// the frames is not among them: if it were, its packets would not pass, which the stopwatch demands.
std::vector<SetEntry> scattered_addresses(std::uint32_t count)
{
	std::vector<SetEntry> entries;
	std::mt19937 random{1};
	while (entries.size() < count) {
		const auto address = static_cast<std::uint32_t>(random());
		SetEntry entry{.prefix = {.family = CTG_IPV4, .address = {}, .bits = 32}, .until = {}, .why = {}};
		for (std::size_t i = 0; i < sizeof(address); ++i)
			entry.prefix.address[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
		entries.push_back(std::move(entry));
	}
	return entries;
}

template <class Programs, class FdOf>
Runner runner_of(const Programs& programs, unsigned verdict, FdOf fd_of)
{
	Runner runner{.copies = {}, .verdict = verdict};
	std::ranges::transform(programs, std::back_inserter(runner.copies), fd_of);
	return runner;
}

} // namespace

Result<Copies> load_copies(const Config& config, unsigned copies)
{
	Copies loaded;
	while (loaded.size() < copies) {
		auto program = Program::load(image_of(config));
		if (!program)
			return error_of(program);
		loaded.push_back(std::move(*program));
	}
	return loaded;
}

Result<Copies> load_copies(const Setting& setting, unsigned copies)
{
	if (setting.denied == 0)
		return load_copies(setting.config, copies);
	const auto prefixes = scattered_addresses(setting.denied);
	Copies loaded;
	while (loaded.size() < copies) {
		auto program = Program::load(image_of(setting.config, 1 << CTG_IPV4));
		if (!program)
			return error_of(program);
		const auto set = PrefixSet::of(*program, CTG_SET_DENY);
		if (!set)
			return error_of(set);
		if (auto filled = set->put_all(prefixes); !filled)
			return error_of(filled);
		loaded.push_back(std::move(*program));
	}
	return loaded;
}

Result<Peers> load_peers(unsigned copies)
{
	Peers peers;
	while (peers.size() < copies) {
		auto peer = load_peer(peers);
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

std::vector<Rival> rivals(const Peers& peers, const Traffic& traffic)
{
	std::vector<Rival> rivals;
	const auto add_xdp_filter = [&](std::string name, const std::string& variant) {
		rivals.push_back({std::move(name),
				  runner_of(peers, verdict(traffic.xdp_filter_drops),
					    [&](const Peer& peer) { return peer.xdp_filters.at(variant).fd(); })});
	};
	if (!peers.front().xdp_filters.empty()) {
		add_xdp_filter("xdp-filter", "all");
		add_xdp_filter("-f tcp or udp", traffic.least);
	}
	const bool knows_source = traffic.sources == Sources::kOne;
	rivals.push_back(
		{"LRU limiter", runner_of(peers, verdict(traffic.over_limit && knows_source), [&](const Peer& peer) {
			 return (traffic.over_limit ? peer.full : peer.roomy).fd();
		 })});
	return rivals;
}

} // namespace ctgate::bench
