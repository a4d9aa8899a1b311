// SPDX-License-Identifier: MIT
// Whom pins belong to. ctgate's units do not run as root; what root attached by hand must still be theirs to change.
#pragma once

#include "loader/base/error.hpp"

#include <filesystem>

namespace ctgate
{

/// Gives what was just made in a directory to whom the directory belongs. Nothing to do where that is the caller.
Result<void> give_to_owner_of(const std::filesystem::path& directory, const std::filesystem::path& made);

} // namespace ctgate
