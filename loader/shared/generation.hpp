// SPDX-License-Identifier: MIT
// One program behind a dispatcher for another, in one step.
#pragma once

#include "loader/shared/dispatcher.hpp"

namespace ctgate
{

/// Makes the dispatcher of the interface once more, with `next` in the place of one of its members, pins it where
/// libxdp looks for it, and swaps it in: a packet meets the old one or the new one. All other members, their order and
/// priorities stay. ENOTCONN when the member is not there.
///
/// libxdp's library can add a member and take one out, each in one such step. Both after each other would run the
/// filter twice on the packets in between, or not at all. What is written here is libxdp's protocol for it:
/// https://github.com/xdp-project/xdp-tools/blob/main/lib/libxdp/protocol.org
Result<void> exchange_member(unsigned ifindex, unsigned program_id, int next);

/// libxdp leaves its pins when an interface is deleted, and a killed exchange those of a dispatcher that is on none.
/// Removes them as far as they are of programs that use this map.
void unpin_members(unsigned map_id);

} // namespace ctgate
