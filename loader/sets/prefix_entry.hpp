// SPDX-License-Identifier: MIT
// An entry of a set as people have it <-> as the maps have it. Times are those of this moment's clocks.
#pragma once

#include "loader/sets/prefix_set.hpp"

namespace ctgate
{

/// The key of an LPM trie. A ctg_prefix4 is the same, but shorter.
ctg_prefix6 key_of(const Prefix& prefix);
/// Under which the text of a prefix is filed: both families in one map.
ctg_prefix6 why_key_of(const Prefix& prefix);
/// `key` is a ctg_prefix4 or a ctg_prefix6.
Prefix prefix_of(ctg_family family, const void* key);

ctg_set_entry value_of(const SetEntry& entry);
/// Without its text.
SetEntry entry_of(const Prefix& prefix, const ctg_set_entry& value);

} // namespace ctgate
