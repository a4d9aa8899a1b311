// SPDX-License-Identifier: MIT
// One frame through a program that need not be attached: BPF_PROG_TEST_RUN.
#pragma once

#include "loader/program/program.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ctgate
{

/// An enum xdp_action. A whole frame from the Ethernet header on, without FCS; EINVAL for one shorter than that header:
/// the kernel does not run programs on those. It comes in on this interface of the caller's network namespace; 0: on
/// its loopback device.
Result<std::uint32_t> test_run(const Program& program, std::span<const std::byte> frame, unsigned ifindex = 0);

} // namespace ctgate
