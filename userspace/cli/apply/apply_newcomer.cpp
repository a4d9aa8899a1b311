// SPDX-License-Identifier: MIT
#include "userspace/cli/apply/apply_newcomer.hpp"

#include "userspace/cli/apply/apply_run.hpp"
#include "userspace/config/file/last_good.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{

Result<void> apply_to_newcomer(const file::Folders& folders, const std::string& interface)
{
	const auto applied = file::read_last_good(folders);
	if (!applied)
		return applied.error().code() == ENOENT ? Result<void>{} : error_of(applied);
	const auto newcomer = Interface::find(interface);
	if (!newcomer)
		return error_of(newcomer);
	const auto plan = plan_newcomer(*applied, *newcomer);
	if (!plan)
		return error_of(plan);
	if (plan->attaching.empty())
		return {};
	auto undo = ApplyUndo::before(*plan);
	if (!undo)
		return error_of(undo);
	auto done = run_or_undo(*plan, *undo);
	if (done)
		fmt::print("{}: attached, as applied last\n", interface);
	return done;
}

} // namespace ctgate::cli
