// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/peers.hpp"

namespace ctgate::bench
{

/// Every kind of packet: the empty program, ctgate, xdp-filter.
Result<void> print_packets(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers);
/// Every switch by itself, in nanoseconds above the empty program.
Result<void> print_settings(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers);

} // namespace ctgate::bench
