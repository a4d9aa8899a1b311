// SPDX-License-Identifier: MIT
// Changes of the allow set or the deny set, in force for all interfaces of the namespace or for none.
#pragma once

#include "loader/sets/sets.hpp"

#include <string>
#include <vector>

namespace ctgate::cli
{

enum class Force { kNo, kYes };

/// Adds the entries, or replaces those of the same prefix. Gives back what there was of each before.
Result<std::vector<std::optional<SetEntry>>> add_to_set(ctg_set set, const std::vector<SetEntry>& entries, Force force);

/// ENOENT, and nothing is deleted, when one of them is not there. Gives back what was deleted.
Result<std::vector<SetEntry>> delete_from_set(ctg_set set, const std::vector<Prefix>& prefixes, Force force);

/// Deletes the entries whose time is over; gives back how many those were.
Result<std::size_t> delete_those_over(ctg_set set);

/// The whole set at once: packets meet the old one or the new one. Gives back how many prefixes there were.
Result<std::size_t> replace_set(ctg_set set, const std::vector<SetEntry>& entries, Force force);

} // namespace ctgate::cli
