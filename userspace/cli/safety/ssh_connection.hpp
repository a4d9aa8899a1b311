// SPDX-License-Identifier: MIT
// The connection over which these words were typed.
#pragma once

#include "userspace/conntrack/entry.hpp"

#include <optional>
#include <string_view>

namespace ctgate::cli
{

/// From the client to the server, as the server sees them: SSH_CONNECTION of this process or, because sudo hides it, of
/// one that started it. A terminal multiplexer may have kept it from an earlier login.
std::optional<conntrack::Tuple> ssh_connection();

/// "client port server port", sshd(8). None when it is not that.
std::optional<conntrack::Tuple> parse_ssh_connection(std::string_view text);

} // namespace ctgate::cli
