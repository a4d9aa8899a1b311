// SPDX-License-Identifier: MIT
// The way back from `ctgate apply`: what ran before, held by file descriptors that need no verifier and no file.
#pragma once

#include "loader/sets/sets.hpp"
#include "userspace/cli/apply/apply_plan.hpp"

#include <list>
#include <string>
#include <utility>
#include <vector>

namespace ctgate::cli
{

class ApplyUndo
{
public:
	/// Takes hold of everything that the plan would replace, before it does.
	static Result<ApplyUndo> before(const ApplyPlan& plan);

	/// Puts back what ran before, and takes off what was attached. May be called when only a part was done, or
	/// nothing. Goes on after an error; the first one is told.
	Result<void> run();

private:
	Result<void> restore_sets();
	Result<void> restore_programs();
	Result<void> detach_new();

	std::list<std::pair<Filter, Program>> standing_;
	std::vector<PrefixSet> sets_; ///< empty: they stay as they are
	std::vector<std::string> attached_;
};

} // namespace ctgate::cli
