// SPDX-License-Identifier: MIT
#include "userspace/cli/apply/apply_plan.hpp"

#include "loader/inventory.hpp"
#include "loader/sets/sets.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/config/file/values.hpp"
#include "userspace/config/seating.hpp"

#include <algorithm>

namespace ctgate::cli
{
namespace
{

/// What can be changed only by taking the filter off, which drops its counters and may flap the link.
Result<void> require_same_attachment(const file::Settings& standing, const file::Settings& wanted,
				     const std::string& interface)
{
	const auto refused = [&](std::string_view has, std::string_view says) {
		return fail(EEXIST,
			    "{0} has its filter with {1}, and the files say {2}; that takes a new one: ctgate detach "
			    "{0}, then apply",
			    interface, has, says);
	};
	if (standing.attachment != wanted.attachment)
		return refused(fmt::format("attachment {}", to_string(standing.attachment)),
			       to_string(wanted.attachment));
	if (standing.attachment == Attachment::kShared && standing.attach.priority != wanted.attach.priority)
		return refused(fmt::format("priority {}", standing.attach.priority),
			       std::to_string(wanted.attach.priority));
	if (standing.attach.mode != wanted.attach.mode)
		return refused(fmt::format("mode {}", to_string(standing.attach.mode)), to_string(wanted.attach.mode));
	if (standing.attach.sketch_lines != wanted.attach.sketch_lines)
		return refused(fmt::format("a sketch of {}", sketch_size_text(standing.attach.sketch_lines)),
			       sketch_size_text(wanted.attach.sketch_lines));
	return {};
}

Result<void> plan_standing(ApplyPlan& plan, Filter& filter, const file::Settings& wanted)
{
	auto standing = settings_in_force(filter);
	if (!standing)
		return error_of(standing);
	if (auto same = require_same_attachment(*standing, wanted, filter.interface()); !same)
		return same;
	const auto follows = filter.follows_sets();
	if (!follows)
		return error_of(follows);
	if (file::values_of(*standing) == file::values_of(wanted) && *follows) {
		plan.as_wanted.push_back(filter.interface());
		return {};
	}
	auto seated = seated_as_in(wanted.config, standing->config);
	if (!seated)
		return std::unexpected{seated.error().within(filter.interface())};
	plan.changing.push_back({filter.interface(), *seated});
	return {};
}

Result<void> plan_interface(ApplyPlan& plan, const file::Configuration& configuration, const Interface& interface)
{
	const auto wanted = configuration.of_interface(interface.name);
	if (!wanted)
		return fail(EINVAL, "for {} the files contradict themselves:\n{}", interface.name,
			    wanted.error().text());
	auto filter = Filter::standing_on(interface.index);
	if (!filter && filter.error().code() != ENOTCONN)
		return error_of(filter);
	if (!*wanted || (*wanted)->settings.attachment == Attachment::kNone) {
		if (filter)
			plan.left.push_back(filter->interface());
		return {};
	}
	if (filter)
		return plan_standing(plan, *filter, (*wanted)->settings);
	plan.attaching.push_back({interface, (*wanted)->settings});
	return Filter::require_room(interface, (*wanted)->settings.attach.sharing);
}

bool say_the_same(const std::vector<SetEntry>& a, const std::vector<SetEntry>& b)
{
	return std::ranges::equal(a, b, [](const SetEntry& one, const SetEntry& other) {
		return one.prefix == other.prefix && one.why == other.why &&
		       one.until.has_value() == other.until.has_value();
	});
}

Result<void> plan_sets(ApplyPlan& plan, const file::Configuration& configuration)
{
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY}) {
		const auto& members = configuration.set(which);
		if (!members)
			continue;
		const auto in_force = entries_in_force(which);
		if (!in_force)
			return error_of(in_force);
		auto wanted = entries_wanted(*members, *in_force);
		if (!say_the_same(wanted, *in_force))
			plan.sets[which] = std::move(wanted);
	}
	return {};
}

} // namespace

Result<file::Settings> attached_as(const Filter& filter)
{
	const auto mode = filter.mode();
	if (!mode)
		return error_of(mode);
	const auto lines = sketch_lines_of(filter.interface());
	if (!lines)
		return error_of(lines);
	const auto dispatcher = filter.dispatcher();
	if (!dispatcher)
		return error_of(dispatcher);
	file::Settings settings{.attach = {.mode = *mode, .sketch_lines = *lines}};
	if (filter.sharing() == Sharing::kExclusive)
		return settings;
	settings.set_attachment(Attachment::kShared);
	if (const auto* member = *dispatcher ? (*dispatcher)->member(filter.program_id()) : nullptr)
		settings.attach.priority = member->priority;
	return settings;
}

Result<file::Settings> settings_in_force(Filter& filter)
{
	const auto policy = filter.policy();
	if (!policy)
		return error_of(policy);
	auto settings = attached_as(filter);
	if (settings)
		settings->config = Config::from(*policy);
	return settings;
}

Result<std::vector<SetEntry>> entries_in_force(ctg_set which)
{
	std::vector<SetEntry> entries;
	const auto sets = Sets::open();
	if (!sets && sets.error().code() == ENOTCONN)
		return entries;
	const auto set = sets ? sets->open(which) : Result<PrefixSet>{error_of(sets)};
	if (!set)
		return error_of(set);
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		const auto walked = set->walk(family, [&](const SetEntry& entry) {
			if (!entry.is_over())
				entries.push_back(entry);
		});
		if (!walked)
			return error_of(walked);
	}
	std::ranges::sort(entries, {}, &SetEntry::prefix);
	return entries;
}

std::vector<SetEntry> entries_wanted(const std::vector<file::Member>& members, const std::vector<SetEntry>& in_force)
{
	std::vector<SetEntry> wanted;
	for (const file::Member& member : members)
		wanted.push_back(member.entry);
	const std::size_t said = wanted.size();
	for (const SetEntry& entry : in_force) {
		const auto same = std::ranges::lower_bound(wanted.begin(), wanted.begin() + static_cast<long>(said),
							   entry.prefix, {}, &SetEntry::prefix);
		const bool is_said = same != wanted.begin() + static_cast<long>(said) && same->prefix == entry.prefix;
		if (is_said)
			same->added_at = entry.added_at;
		else if (entry.until)
			wanted.push_back(entry);
	}
	std::ranges::sort(wanted, {}, &SetEntry::prefix);
	return wanted;
}

Result<ApplyPlan> plan_apply(const file::Configuration& configuration)
{
	if (auto settled = settle(); !settled)
		return error_of(settled);
	ApplyPlan plan;
	const auto interfaces = all_interfaces();
	if (!interfaces)
		return error_of(interfaces);
	for (const Interface& interface : *interfaces)
		if (auto planned = plan_interface(plan, configuration, interface); !planned)
			return error_of(planned);
	for (const std::string& name : configuration.names())
		if (std::ranges::find(*interfaces, name, &Interface::name) == interfaces->end())
			plan.absent.push_back(name);
	if (auto planned = plan_sets(plan, configuration); !planned)
		return error_of(planned);
	return plan;
}

Result<ApplyPlan> plan_newcomer(const file::Configuration& configuration, const Interface& newcomer)
{
	if (auto settled = settle(); !settled)
		return error_of(settled);
	ApplyPlan plan;
	if (auto planned = plan_interface(plan, configuration, newcomer); !planned)
		return error_of(planned);
	plan.changing.clear();
	const auto standing = Filter::interfaces();
	if (!standing)
		return error_of(standing);
	if (auto planned = standing->empty() ? plan_sets(plan, configuration) : Result<void>{}; !planned)
		return error_of(planned);
	return plan;
}

} // namespace ctgate::cli
