// SPDX-License-Identifier: MIT
// A plan, put in force for all interfaces or for none.
#pragma once

#include "userspace/cli/apply/apply_plan.hpp"
#include "userspace/cli/apply/apply_undo.hpp"
#include "userspace/cli/sets/set_change.hpp"

namespace ctgate::cli
{

/// EBUSY when the sets of the plan would cut off the caller's SSH connection, EINVAL when they deny everybody.
Result<void> require_no_lock_out(const ApplyPlan& plan, Force force);

/// Warns of a limit that may refuse new SSH logins at the port where the caller is logged in.
void warn_of_login_limits(const ApplyPlan& plan);

/// Takes it all back after an error. Nothing is left half-done when this process is killed: see Intent.
Result<void> run_or_undo(const ApplyPlan& plan, ApplyUndo& undo);

} // namespace ctgate::cli
