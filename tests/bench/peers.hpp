// SPDX-License-Identifier: MIT
#pragma once

#include "loader/program.hpp"
#include "tests/bench/programs.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/bench/traffic.hpp"

#include <map>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// Copies of ctgate under one configuration, and of those beside it: kCopies each.
using Copies = std::vector<Program>;

Result<Copies> load_copies(const Config& config);

/// One copy of everybody who is not ctgate.
struct Peer {
	EmptyPrograms empty;
	std::map<std::string, XdpFilter> xdp_filters; ///< by variant; none when the package is not there
};

using Peers = std::vector<Peer>;

Result<Peers> load_peers();

/// In turns, the copies of one program each: what is measured.
Runner empty_runner(const Peers& peers, unsigned verdict);
Runner runner(const Copies& ctgate, unsigned verdict);

/// In the order of the columns: empty, ctgate, xdp-filter, its least variant for such packets.
std::vector<Runner> runners(const Copies& ctgate, const Peers& peers, const Traffic& traffic);

} // namespace ctgate::bench
