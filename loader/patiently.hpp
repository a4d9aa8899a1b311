// SPDX-License-Identifier: MIT
// Steps by which a change is ended or taken back: they wait for another writer, and what is so already, or gone, is
// done.
#pragma once

#include "loader/filter.hpp"

namespace ctgate
{

/// Nothing when the program is in force, or nothing is filtered there any more.
Result<void> put_in_force_patiently(Filter& filter, const Program& program);
/// Nothing when somebody else detached it meanwhile.
Result<void> detach_patiently(Filter& filter);

} // namespace ctgate
