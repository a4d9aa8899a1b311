// SPDX-License-Identifier: MIT
// Would a change cut the connection of the one who types it?
#pragma once

#include "loader/sets/prefix_set.hpp"

#include <optional>
#include <span>

namespace ctgate::cli
{

/// From where the caller is logged in by SSH, if he is.
std::optional<Prefix> ssh_peer();

/// EINVAL when one of these prefixes is everybody, or the neighbours on the link, without whom IPv6 finds no way.
Result<void> require_some_left(std::span<const SetEntry> denied);

/// EBUSY when the caller's own address is in one of these prefixes and not allowed.
Result<void> require_not_cut_off(std::span<const SetEntry> denied, const PrefixSet& allowed);

} // namespace ctgate::cli
