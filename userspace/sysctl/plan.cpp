// SPDX-License-Identifier: MIT
#include "userspace/sysctl/plan.hpp"

#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/draft.hpp"

#include <algorithm>
#include <charconv>

namespace ctgate::sysctl
{
namespace
{

/// Whether the next boot sets it as well.
bool is_kept(const Host& host, const Change& change)
{
	if (!host.boots_here)
		return true; // there is no file to keep it in
	const Assignment* boot = winner(host.at_boot, change.setting->name);
	return boot && boot->value == fmt::format("{}", change.proposed);
}

/// What is there already needs no change; what was asked for is to be there after the next boot as well.
void drop_what_is_there(Draft& draft)
{
	std::erase_if(draft.plan.changes, [&](const Change& change) {
		return change.now == change.proposed &&
		       (change.origin != Origin::kAsked || is_kept(draft.host, change));
	});
	std::ranges::sort(draft.plan.changes, {}, &Change::setting); // all in one table, the most important first
}

} // namespace

Result<Plan> Plan::make(const Host& host, const Wish& wish)
{
	Draft draft{.host = host, .wish = wish, .plan = {}};
	if (auto asked = take_asked(draft); !asked)
		return error_of(asked);
	if (wish.profile)
		take_profile(draft);
	couple(draft);
	if (auto safe = require_safe(draft); !safe)
		return error_of(safe);
	draft.plan.max_before = draft.before("max");
	draft.plan.max_after = draft.after("max");
	draft.plan.buckets_before = draft.before("buckets");
	draft.plan.buckets_after = draft.after("buckets");
	drop_what_is_there(draft);
	advise(draft);
	return std::move(draft.plan);
}

const Change* Plan::find(std::string_view setting) const
{
	const auto found =
		std::ranges::find_if(changes, [&](const Change& one) { return one.setting->name == setting; });
	return found == changes.end() ? nullptr : &*found;
}

void Draft::propose(std::string_view name, std::int64_t value, Origin origin, std::string why)
{
	plan.changes.push_back({.setting = &setting(name),
				.now = before(name),
				.proposed = value,
				.origin = origin,
				.why = std::move(why),
				.warnings = {}});
}

std::int64_t Draft::after(std::string_view name) const
{
	const Change* change = plan.find(name);
	return change ? change->proposed : before(name);
}

std::int64_t Draft::before(std::string_view name) const
{
	const Value* value = host.find(name);
	return value ? value->now : 0;
}

bool Draft::writable(std::string_view name) const
{
	const Value* value = host.find(name);
	return value && value->writable;
}

std::int64_t Draft::whole_pages(std::int64_t buckets) const
{
	const std::int64_t page = host.page_bytes / static_cast<std::int64_t>(sizeof(void*));
	return (buckets + page - 1) / page * page;
}

} // namespace ctgate::sysctl
