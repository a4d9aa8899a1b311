// SPDX-License-Identifier: MIT
// Did the filter say of a frame what it must?
#pragma once

#include "loader/tracer.hpp"
#include "userspace/selftest/expect.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ctgate::selftest
{

/// One sentence about what is wrong, or nothing. Pure.
std::optional<std::string> judge(const Config& config, const Expected& expected, const Trace& trace);

/// The same of the verdict alone, where sets, conntrack and limits have no say.
std::optional<std::string> judge_verdict(const Config& config, const Expected& expected, std::uint32_t verdict);

} // namespace ctgate::selftest
