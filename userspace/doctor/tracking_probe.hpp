// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace ctgate::doctor
{

/// Does conntrack make entries in this namespace? Without a rule that asks for it (`ct state`, NAT) it does not run
/// at all since Linux 4.10. Found out by doing it: one datagram over loopback to ourselves, then its entry is asked
/// for; it lasts 30 seconds. None when that could not be done (loopback down).
std::optional<bool> conntrack_tracks();

} // namespace ctgate::doctor
