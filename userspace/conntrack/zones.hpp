// SPDX-License-Identifier: MIT
// Zones split conntrack into tables of their own: `ct zone set` in nft, CT --zone in iptables. An XDP program sees the
// default zone, 0, only, and cannot know which zone a rule will put a packet into.
#pragma once

#include "loader/base/error.hpp"

#include <cstdint>
#include <optional>

namespace ctgate::conntrack
{

/// The number of a zone, other than the default one, that has an entry in this network namespace's table; none if
/// there is no such entry. Reads the table by ctnetlink until it finds one (net/netfilter/nf_conntrack_netlink.c),
/// which is as much as `conntrack -L` does. ENOENT when nf_conntrack_netlink is not there; needs CAP_NET_ADMIN.
Result<std::optional<std::uint16_t>> zone_in_use();

} // namespace ctgate::conntrack
