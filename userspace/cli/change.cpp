// SPDX-License-Identifier: MIT
#include "userspace/cli/change.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace ctgate::cli
{
namespace
{

Result<Change> prepare(Filter filter, const Loading& load)
{
	auto lock = filter.lock();
	if (!lock)
		return error_of(lock);
	if (auto current = filter.refresh(); !current)
		return error_of(current);
	if (!filter.alive())
		return fail(ENODEV, "{}", filter.absence());
	std::string what;
	auto next = load(filter, what);
	if (!next)
		return error_of(next);
	return Change{std::move(filter), std::move(*lock), std::move(*next), std::move(what)};
}

/// One interface that was deleted must not keep the others from being changed.
void leave_out_dead(std::vector<Filter>& filters)
{
	if (std::ranges::none_of(filters, &Filter::alive))
		return;
	std::erase_if(filters, [](const Filter& filter) {
		if (!filter.alive())
			spdlog::warn("{}: left out, {}", filter.interface(), filter.absence());
		return !filter.alive();
	});
}

} // namespace

Result<std::list<Change>> prepare_changes(std::vector<Filter> filters, const Loading& load)
{
	leave_out_dead(filters);
	std::list<Change> changes;
	for (auto& filter : filters) {
		const std::string interface = filter.interface();
		auto prepared = prepare(std::move(filter), load);
		if (!prepared)
			return std::unexpected{prepared.error().within(interface)};
		changes.push_back(std::move(*prepared));
	}
	return changes;
}

Result<std::list<Change>> prepare_changes(std::vector<Filter> filters,
					  const std::function<Result<std::string>(Config&)>& change)
{
	return prepare_changes(std::move(filters), Loading{[&](Filter& filter, std::string& what) -> Result<Program> {
				       auto policy = filter.policy();
				       if (!policy)
					       return error_of(policy);
				       Config config = Config::from(*policy);
				       auto changed = change(config);
				       if (!changed)
					       return error_of(changed);
				       what = std::move(*changed);
				       return filter.prepare(config.policy());
			       }});
}

Result<std::list<Change>> prepare_changes(std::vector<Filter> filters, const PinDirectory& sets)
{
	return prepare_changes(std::move(filters), Loading{[&](Filter& filter, std::string&) -> Result<Program> {
				       auto policy = filter.policy();
				       return policy ? filter.prepare(*policy, sets)
						     : Result<Program>{error_of(policy)};
			       }});
}

namespace
{

Result<void> commit(const std::list<Change>& changes, Intent& intent)
{
	std::vector<Intent::Next> programs;
	for (const Change& one : changes)
		programs.emplace_back(one.filter.interface(), &one.next);
	return intent.commit(programs);
}

Result<void> swap_all(std::list<Change>& changes)
{
	std::list<std::pair<Filter*, Program>> replaced;
	for (auto& one : changes) {
		auto previous = one.filter.put_in_force(one.next);
		if (!previous) {
			for (auto& [filter, program] : replaced)
				(void)filter->put_in_force(
					program); // back to what ran; the first error is the one to tell
			return std::unexpected{previous.error().within(one.filter.interface())};
		}
		replaced.emplace_back(&one.filter, std::move(*previous));
	}
	return {};
}

} // namespace

Result<void> put_in_force(std::list<Change>& changes)
{
	if (changes.size() < 2)
		return swap_all(changes);
	auto intent = Intent::begin({});
	if (!intent)
		return error_of(intent);
	return intent->end(put_in_force(changes, *intent));
}

Result<void> put_in_force(std::list<Change>& changes, Intent& intent)
{
	const auto sure = commit(changes, intent);
	return sure ? swap_all(changes) : sure;
}

Result<void> put_in_force(std::list<Change>& changes, Intent& intent, const Sets& sets, const Sets& next)
{
	if (auto sure = commit(changes, intent); !sure)
		return sure;
	if (auto exchanged = sets.exchange(next); !exchanged)
		return exchanged;
	auto done = swap_all(changes);
	if (!done)
		(void)sets.exchange(next); // back to those in force; the first error is the one to tell
	return done;
}

Result<void> change_filters(std::vector<Filter> filters, const std::function<Result<std::string>(Config&)>& change)
{
	auto changes = prepare_changes(std::move(filters), change);
	if (!changes)
		return error_of(changes);
	if (auto done = put_in_force(*changes); !done)
		return done;
	for (const auto& one : *changes)
		fmt::print("{}: {}\n", one.filter.interface(), one.what);
	return {};
}

} // namespace ctgate::cli
