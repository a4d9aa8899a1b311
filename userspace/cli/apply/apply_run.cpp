// SPDX-License-Identifier: MIT
#include "userspace/cli/apply/apply_run.hpp"

#include "loader/intent.hpp"
#include "userspace/cli/change.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/safety/lock_out.hpp"
#include "userspace/cli/safety/ssh_connection.hpp"
#include "userspace/cli/safety/zone_guard.hpp"
#include "userspace/config/logins.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ctgate::cli
{
namespace
{

/// What the plan makes of a set, or what is in it now.
Result<std::vector<SetEntry>> entries_then(const ApplyPlan& plan, ctg_set set)
{
	return plan.sets[set] ? *plan.sets[set] : entries_in_force(set);
}

Result<Filter> attach(const ApplyPlan::Attaching& one)
{
	auto filter = Filter::attach(one.interface, one.settings.config.policy(), one.settings.attach);
	return filter ? std::move(filter) : std::unexpected{filter.error().within(one.interface.name)};
}

/// Every filter whose program must be another one then. The sets are all filters' business.
Result<std::vector<Filter>> filters_to_change(const ApplyPlan& plan)
{
	auto filters = open_filters("");
	if (!filters && filters.error().code() == ENOTCONN)
		return std::vector<Filter>{};
	if (!filters)
		return filters;
	std::erase_if(*filters, [&](const Filter& filter) {
		const bool is_named = std::ranges::find(plan.changing, filter.interface(),
							&ApplyPlan::Changing::filter) != plan.changing.end();
		return !filter.alive() || (!is_named && !plan.changes_sets());
	});
	return filters;
}

Result<Program> load_planned(const ApplyPlan& plan, Filter& filter, const PinDirectory& sets)
{
	const auto planned = std::ranges::find(plan.changing, filter.interface(), &ApplyPlan::Changing::filter);
	if (planned != plan.changing.end())
		return filter.prepare(planned->config.policy(), sets);
	const auto policy = filter.policy();
	return policy ? filter.prepare(*policy, sets) : Result<Program>{error_of(policy)};
}

Result<std::list<Change>> prepare_planned(const ApplyPlan& plan, std::vector<Filter> filters, const PinDirectory& sets)
{
	return prepare_changes(std::move(filters), Loading{[&](Filter& filter, std::string&) -> Result<Program> {
				       return load_planned(plan, filter, sets);
			       }});
}

Result<void> swap(const ApplyPlan& plan, std::vector<Filter> filters, Intent& intent)
{
	const auto sets = PinDirectory::make_sets();
	if (!sets)
		return error_of(sets);
	auto changes = prepare_planned(plan, std::move(filters), *sets);
	return changes ? put_in_force(*changes, intent) : error_of(changes);
}

Result<void> fill(const Sets& next, const ApplyPlan& plan)
{
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		if (!plan.sets[which])
			continue;
		const auto set = next.open(which);
		if (!set)
			return error_of(set);
		if (auto filled = set->put_all(*plan.sets[which]); !filled)
			return filled;
	}
	return {};
}

Result<void> swap_over_new_sets(const ApplyPlan& plan, std::vector<Filter> filters, Intent& intent)
{
	const auto sets = Sets::hold();
	if (!sets)
		return error_of(sets);
	std::vector<ctg_set> emptied;
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY})
		if (plan.sets[which])
			emptied.push_back(which);
	const auto next = sets->successor(std::span<const ctg_set>{emptied});
	if (!next)
		return error_of(next);
	const auto in_force = [&]() -> Result<void> {
		if (auto filled = fill(*next, plan); !filled)
			return filled;
		auto changes = prepare_planned(plan, std::move(filters), next->pins());
		return changes ? put_in_force(*changes, intent, *sets, *next) : error_of(changes);
	};
	const auto done = in_force();
	if (auto removed = next->remove(); done && !removed)
		return removed;
	return done;
}

bool brings_drops_of_unknown(const ApplyPlan& plan)
{
	const auto drops = [](const Config& config) {
		return config.action(CTG_DNS_REPLY_UNSOLICITED) == CTG_DROP ||
		       config.action(CTG_TCP_OUT_OF_STATE) == CTG_DROP;
	};
	return std::ranges::any_of(plan.attaching, [&](const auto& one) { return drops(one.settings.config); }) ||
	       std::ranges::any_of(plan.changing, drops, &ApplyPlan::Changing::config);
}

Result<void> require_reachable(const ApplyPlan& plan)
{
	const auto denied = entries_then(plan, CTG_SET_DENY), allowed = entries_then(plan, CTG_SET_ALLOW);
	if (!denied || !allowed)
		return error_of(denied ? allowed : denied);
	if (auto some = require_some_left(*denied); !some)
		return some;
	const auto peer = ssh_peer();
	const auto holds_peer = [&](const SetEntry& entry) { return entry.prefix.contains(*peer); };
	if (!peer || std::ranges::any_of(*allowed, holds_peer))
		return {};
	const auto around = std::ranges::find_if(*denied, holds_peer);
	if (around == denied->end())
		return {};
	return fail(EBUSY,
		    "{}, from where you are logged in by SSH, is in {} of the deny set: this would cut you off; put it "
		    "into the allow set too, or say --force",
		    to_string(*peer), to_string(around->prefix));
}

Result<Intent> begin_plan(const ApplyPlan& plan)
{
	std::vector<std::string> attaching;
	for (const auto& one : plan.attaching)
		attaching.push_back(one.interface.name);
	return Intent::begin(attaching);
}

Result<void> run_plan(const ApplyPlan& plan, Intent& intent)
{
	for (const auto& one : plan.attaching)
		if (auto attached = attach(one); !attached)
			return error_of(attached);
	auto filters = filters_to_change(plan);
	if (!filters)
		return error_of(filters);
	if (filters->empty())
		return intent.commit({});
	return plan.changes_sets() ? swap_over_new_sets(plan, std::move(*filters), intent)
				   : swap(plan, std::move(*filters), intent);
}

} // namespace

Result<void> require_no_lock_out(const ApplyPlan& plan, Force force)
{
	if (force == Force::kYes)
		return {};
	if (brings_drops_of_unknown(plan))
		if (auto none = require_no_zones("--force"); !none)
			return none;
	return plan.changes_sets() ? require_reachable(plan) : Result<void>{};
}

void warn_of_login_limits(const ApplyPlan& plan)
{
	const auto connection = ssh_connection();
	if (!connection)
		return;
	const auto warn = [&](const std::string& interface, const Config& config) {
		if (const auto limit = limit_of_logins(config, connection->destination_port))
			spdlog::warn(
				"{0}: new SSH logins to port {1} are held to limit {2}; to exempt them, add {1} to the "
				"ports of limit ssh",
				interface, connection->destination_port, *limit);
	};
	for (const auto& [interface, settings] : plan.attaching)
		warn(interface.name, settings.config);
	for (const auto& [filter, config] : plan.changing)
		warn(filter, config);
}

Result<void> run_or_undo(const ApplyPlan& plan, ApplyUndo& undo)
{
	if (plan.changes_nothing())
		return {};
	auto intent = begin_plan(plan);
	if (!intent)
		return error_of(intent);
	const auto done = run_plan(plan, *intent);
	const auto undone = done ? Result<void>{} : undo.run();
	if (!undone)
		return intent->end(fail(done.error().code(), "{}; and what was done could not be undone: {}",
					done.error().message(), undone.error().message()));
	return intent->end(done);
}

} // namespace ctgate::cli
