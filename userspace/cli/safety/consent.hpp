// SPDX-License-Identifier: MIT
// Asks before something is done that cannot be taken back.
#pragma once

#include "loader/base/error.hpp"

#include <string_view>

namespace ctgate::cli
{

/// EINVAL when nobody is there to be asked. `look` is what only shows it: "--dry-run", "ctgate tune plan".
Result<void> require_somebody_to_ask(std::string_view look);

/// Prints "question [y/N] ", after an empty line, and waits for a line. ECANCELED for everything but yes.
Result<void> require_consent(std::string_view question);

} // namespace ctgate::cli
