// SPDX-License-Identifier: MIT
// What `ctgate relieve` would free, and what it has freed.
#pragma once

#include "userspace/relief/relief.hpp"

#include <optional>
#include <string>

namespace ctgate::report
{

struct Relief {
	relief::Wish wish;
	relief::Preview preview;
	std::string check; ///< counts the same entries with another tool
	std::optional<relief::Freed> freed = {};
};

/// "idle: TCP ESTABLISHED without a packet for 2h 4m, to port 443"
std::string relief_title(const relief::Wish& wish);
/// Text for a terminal, where there is something to free.
std::string relief_text(const Relief& relief);
/// The same where there is nothing.
std::string nothing_text(const Relief& relief);
std::string freed_text(const Relief& relief);
/// "250000 of 262144", or "250000, without a limit".
std::string fill_text(const conntrack::Fill& fill);
/// Schema ctgate/relieve/1.
std::string relief_json(const Relief& relief);

} // namespace ctgate::report
