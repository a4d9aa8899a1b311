// SPDX-License-Identifier: MIT
// A plan, put in force for all interfaces or for none.
#pragma once

#include "loader/intent.hpp"
#include "userspace/cli/apply_plan.hpp"
#include "userspace/cli/set_change.hpp"

namespace ctgate::cli
{

/// EBUSY when the sets of the plan would cut off the caller's SSH connection, EINVAL when they deny everybody.
Result<void> require_no_lock_out(const ApplyPlan& plan, Force force);

/// Warns of a limit that may refuse new SSH logins at the port where the caller is logged in.
void warn_of_login_limits(const ApplyPlan& plan);

/// What it intends, before its first step.
Result<Intent> begin_plan(const ApplyPlan& plan);
/// After an error the caller goes back by the ApplyUndo that he took before. He ends the intent, too.
Result<void> run_plan(const ApplyPlan& plan, Intent& intent);

} // namespace ctgate::cli
