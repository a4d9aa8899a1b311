// SPDX-License-Identifier: MIT
// What the selftest found, for a person and for a program.
#pragma once

#include "loader/device.hpp"
#include "userspace/report/report.hpp"
#include "userspace/selftest/selftest.hpp"

#include <span>
#include <string>
#include <vector>

namespace ctgate::report
{

struct Selftest {
	Status status;
	Device device;
	selftest::Findings findings;
};

/// What an operator should know besides, a sentence each: what is off, what the device does, what was not asked.
std::vector<std::string> selftest_notes(const Selftest& selftest);

enum class Listing { kExceptions, kEveryShape };

std::string selftest_text(const Selftest& selftest, Listing listing);
std::string selftest_json(std::span<const Selftest> interfaces);

} // namespace ctgate::report
