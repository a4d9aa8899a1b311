// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/aims.hpp"
#include "tests/bench/contest.hpp"
#include "tests/bench/peers.hpp"

#include <cstdint>

namespace ctgate::bench
{

/// Every kind of packet: the empty program, ctgate, xdp-filter, an LRU limiter.
Result<void> print_packets(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers, Aims& aims);
/// Every switch by itself, in nanoseconds above the empty program.
Result<void> print_settings(const Stopwatch& stopwatch, const Plan& plan, const Peers& peers);
/// Packets a second that each system drops behind a veth, all on this CPU. The calling thread is in a namespace of it
/// afterwards.
Result<void> print_rates(const ContestPlan& plan, int cpu, Aims& aims);

/// Tables of so many entries, and how often each reader has its turn with each.
struct DoctorPlan {
	unsigned rounds;
	std::uint32_t entries;
};

/// What it costs to read a conntrack table: a bare dump, `ctgate doctor`, `conntrack -L`, /proc. In the initial network
/// namespace only, where the limit of all tables can be raised; it is what it was afterwards. Throws when the kernel
/// refuses an entry.
Result<void> print_doctor(const DoctorPlan& plan, Aims& aims);

} // namespace ctgate::bench
