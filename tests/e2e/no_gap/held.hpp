// SPDX-License-Identifier: MIT
// What the kernel holds of BPF, but for what other programs on this machine hold: what leaks makes it grow.
#pragma once

#include "tests/e2e/network.hpp"

#include <cstddef>
#include <string>

namespace ctgate::e2e
{

struct Held {
	std::size_t programs = 0, maps = 0, links = 0;

	bool operator==(const Held&) const = default;
};

std::string to_string(const Held& held);

/// Counts all programs, maps and links of the kernel that neither another process has open nor a ctgate of another
/// network namespace than `ours` has pinned.
Held held_for(const Namespace& ours);

} // namespace ctgate::e2e
