// SPDX-License-Identifier: MIT
#include "userspace/cli/apply/apply_undo.hpp"

#include "loader/patiently.hpp"

namespace ctgate::cli
{
namespace
{

Result<void> detach(const std::string& interface)
{
	auto filter = Filter::open(interface);
	if (!filter)
		return filter.error().code() == ENOTCONN ? Result<void>{} : error_of(filter);
	return detach_patiently(*filter);
}

} // namespace

Result<ApplyUndo> ApplyUndo::before(const ApplyPlan& plan)
{
	ApplyUndo undo;
	for (const auto& attaching : plan.attaching)
		undo.attached_.push_back(attaching.interface.name);
	const auto names = Filter::interfaces();
	if (!names)
		return error_of(names);
	for (const std::string& name : *names) {
		auto filter = Filter::open(name);
		if (!filter)
			return error_of(filter);
		if (!filter->alive())
			continue;
		auto running = Program::running(filter->program_id());
		if (!running)
			return error_of(running);
		undo.standing_.emplace_back(std::move(*filter), std::move(*running));
	}
	if (!plan.changes_sets() || undo.standing_.empty())
		return undo;
	const auto sets = Sets::open();
	if (!sets)
		return error_of(sets);
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		auto set = sets->open(which);
		if (!set)
			return error_of(set);
		undo.sets_.push_back(std::move(*set));
	}
	return undo;
}

Result<void> ApplyUndo::run()
{
	Result<void> first;
	for (const auto step : {&ApplyUndo::restore_sets, &ApplyUndo::restore_programs, &ApplyUndo::detach_new})
		if (auto done = (this->*step)(); !done && first)
			first = done;
	return first;
}

Result<void> ApplyUndo::restore_sets()
{
	if (sets_.empty())
		return {};
	const auto held = Sets::hold();
	if (!held)
		return error_of(held);
	if (const auto kept = reads_sets(standing_.front().second, held->pins()); kept && *kept)
		return {};
	const auto former = Sets::successor(sets_);
	if (!former)
		return error_of(former);
	if (auto exchanged = held->exchange(*former); !exchanged)
		return exchanged;
	return former->remove();
}

Result<void> ApplyUndo::restore_programs()
{
	Result<void> first;
	for (auto& [filter, program] : standing_)
		if (auto done = put_in_force_patiently(filter, program); !done && first)
			first = std::unexpected{done.error().within(filter.interface())};
	return first;
}

Result<void> ApplyUndo::detach_new()
{
	Result<void> first;
	for (const std::string& interface : attached_)
		if (auto done = detach(interface); !done && first)
			first = std::unexpected{done.error().within(interface)};
	return first;
}

} // namespace ctgate::cli
