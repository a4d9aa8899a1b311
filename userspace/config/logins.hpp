// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/config/config.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ctgate
{

/// The limit that may refuse a new connection to this TCP port; nothing when none does. Who is connected is connected.
std::optional<std::string> limit_of_logins(const Config& config, std::uint16_t port);

} // namespace ctgate
