// SPDX-License-Identifier: MIT
// The configuration that was put in force last, kept whole: the files as they were, and the lists that they name.
#pragma once

#include "userspace/config/file/folders.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::file
{

/// Files, one behind the other, each under a line that says how long it is.
std::string pack(const std::vector<Text>& files);
/// EBADMSG when that is not what pack() made.
Result<std::vector<Text>> unpack(std::string_view packed);

/// Replaces the last good configuration, in one step.
Result<void> keep_last_good(const Folders& folders, const std::vector<Text>& files, const std::vector<Text>& lists);
/// ENOENT when there is none.
Result<Configuration> read_last_good(const Folders& folders);

} // namespace ctgate::file
