// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/aims.hpp"
#include "tests/bench/contest.hpp"
#include "tests/bench/peers.hpp"

namespace ctgate::bench
{

/// Every kind of packet: the empty program, ctgate, xdp-filter, an LRU limiter.
Result<void> print_packets(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers, Aims& aims);
/// Every switch by itself, in nanoseconds above the empty program.
Result<void> print_settings(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers);
/// Packets a second that each system drops behind a veth, all on this CPU. The calling thread is in a namespace of it
/// afterwards.
Result<void> print_rates(const ContestPlan& plan, int cpu, Aims& aims);

} // namespace ctgate::bench
