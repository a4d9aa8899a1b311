// SPDX-License-Identifier: MIT
#pragma once

#include "tests/e2e/entries.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// A conntrack table of any size: the n-th entry differs from all others. None expires while it is measured.
struct Population {
	std::string name;
	std::function<e2e::NewEntry(std::uint32_t)> entry;
};

/// Whose addresses they are that entries come from or go to, for one host of these mixes.
constexpr const char* kHost4 = "203.0.113.1";
constexpr const char* kHost6 = "2001:db8::1";

std::vector<Population> populations();

} // namespace ctgate::bench
