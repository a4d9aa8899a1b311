// SPDX-License-Identifier: MIT
#pragma once

#include "loader/program/program.hpp"
#include "tests/bench/lru_limiter.hpp"
#include "tests/bench/programs.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/bench/traffic.hpp"

#include <linux/bpf.h>

#include <map>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// Copies of ctgate under one configuration; of those beside it there are as many.
using Copies = std::vector<Program>;

Result<Copies> load_copies(const Config& config, unsigned copies);
Result<Copies> load_copies(const Setting& setting, unsigned copies);

/// One copy of everybody who is not ctgate.
struct Peer {
	EmptyPrograms empty;
	std::map<std::string, XdpFilter> xdp_filters; ///< by variant; none when the package is not there
	LruLimiter roomy, full;                       ///< its sources are never over their limit, or are at once
};

using Peers = std::vector<Peer>;

Result<Peers> load_peers(unsigned copies);

/// In turns, the copies of one program each: what is measured.
Runner empty_runner(const Peers& peers, unsigned verdict);
Runner runner(const Copies& ctgate, unsigned verdict);

/// One of those beside ctgate.
struct Rival {
	std::string name;
	Runner runner;
};

/// Those that there are, xdp-filter also in its least variant for such packets.
std::vector<Rival> rivals(const Peers& peers, const Traffic& traffic);

/// What all of them say to such traffic, if they drop it.
constexpr unsigned verdict(bool drops)
{
	return drops ? XDP_DROP : XDP_PASS;
}

} // namespace ctgate::bench
