// SPDX-License-Identifier: MIT
// An interface that has come, and what was applied last.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/config/file/folders.hpp"

#include <string>

namespace ctgate::cli
{

/// Attaches to this interface and changes no other. Not what the files say now, which nobody has applied yet. Nothing
/// is done when nothing was applied, when that does not speak of the interface, or when a filter stands there.
Result<void> apply_to_newcomer(const file::Folders& folders, const std::string& interface);

} // namespace ctgate::cli
