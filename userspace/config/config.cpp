// SPDX-License-Identifier: MIT
#include "userspace/config/config.hpp"

#include "loader/base/nearest.hpp"

#include <algorithm>
#include <iterator>

namespace ctgate
{
namespace
{

/// As long as an untouched UDP entry with replies lives, and long enough for every TCP flow that is not idle.
constexpr std::chrono::seconds kLearning{300};

std::vector<std::string> names_of(const std::vector<Reason>& reasons)
{
	std::vector<std::string> names;
	std::ranges::transform(reasons, std::back_inserter(names), &Reason::name);
	return names;
}

bool is_used(const ctg_limit& limit)
{
	return limit.protocol != CTG_LIMIT_UNUSED;
}

} // namespace

Result<ctg_action> parse_action(std::string_view text)
{
	const std::vector<std::string> names{"off", "monitor", "drop"};
	for (const ctg_action action : {CTG_OFF, CTG_MONITOR, CTG_DROP})
		if (text == to_string(action))
			return action;
	return fail(EINVAL, "`{}` is not an action; say off, monitor or drop{}", text, did_you_mean(text, names));
}

Config Config::defaults()
{
	Config config{ctg_policy{}};
	config.set_arming(Arming::kArmed);
	config.set_learning(kLearning);
	for (const Reason& reason : ctgate::reasons())
		config.set_action(reason.id, reason.default_action);
	__u32 slot = 0;
	for (const auto& [limit, action] : default_limits()) {
		config.policy_.limit[slot] = limit.to_image();
		for (const auto bucket : {CTG_EACH_SOURCE, CTG_EACH_DESTINATION, CTG_TOTAL})
			config.policy_.action[ctg_limit_reason(slot, bucket)] = static_cast<__u8>(action[bucket]);
		++slot;
	}
	return config;
}

Result<std::vector<Reason>> Config::match_reasons(std::string_view pattern) const
{
	const bool is_prefix = pattern.ends_with('*');
	const std::string_view wanted = is_prefix ? pattern.substr(0, pattern.size() - 1) : pattern;
	const std::vector<Reason> all = reasons();
	std::vector<Reason> matches;
	std::ranges::copy_if(all, std::back_inserter(matches), [&](const Reason& r) {
		return is_prefix ? r.name.starts_with(wanted) : r.name == wanted;
	});
	if (!matches.empty())
		return matches;
	if (is_prefix)
		return fail(EINVAL, "no reason matches `{}` (`ctgate explain` lists them)", pattern);
	return fail(EINVAL, "no reason `{}`{} (`ctgate explain` lists them)", pattern,
		    did_you_mean(wanted, names_of(all)));
}

std::vector<Limit> Config::limits() const
{
	std::vector<Limit> limits;
	for (const ctg_limit& limit : policy_.limit)
		if (is_used(limit))
			limits.push_back(Limit::from_image(limit));
	return limits;
}

Result<std::uint32_t> Config::slot_of(std::string_view limit) const
{
	std::vector<std::string> names;
	for (std::uint32_t slot = 0; slot < CTG_LIMITS_MAX; ++slot) {
		if (!is_used(policy_.limit[slot]))
			continue;
		names.emplace_back(policy_.limit[slot].name);
		if (names.back() == limit)
			return slot;
	}
	return fail(EINVAL, "no limit `{}`{} (`ctgate limit list` shows them, `ctgate limit add` makes one)", limit,
		    did_you_mean(limit, names));
}

Result<Limit> Config::limit(std::string_view name) const
{
	const auto slot = slot_of(name);
	if (!slot)
		return error_of(slot);
	return Limit::from_image(policy_.limit[*slot]);
}

ctg_reason Config::reason(std::string_view limit, ctg_limit_bucket bucket) const
{
	return static_cast<ctg_reason>(ctg_limit_reason(slot_of(limit).value(), bucket));
}

Result<void> Config::set_limit(const Limit& limit)
{
	if (auto sane = limit.check(); !sane)
		return sane;
	const auto slot = slot_of(limit.name);
	if (!slot)
		return error_of(slot);
	policy_.limit[*slot] = limit.to_image();
	return {};
}

Result<void> Config::add_limit(const Limit& limit)
{
	if (auto sane = limit.check(); !sane)
		return sane;
	if (slot_of(limit.name))
		return fail(EEXIST, "there is a limit `{0}` already; change it: ctgate limit set {0}", limit.name);
	// Its own slot, if it was deleted before, so that its counters go on; else one that nobody had.
	auto* slot =
		std::ranges::find(policy_.limit, limit.name, [](const ctg_limit& l) { return std::string{l.name}; });
	if (slot == std::end(policy_.limit))
		slot = std::ranges::find(policy_.limit, '\0', [](const ctg_limit& l) { return l.name[0]; });
	if (slot == std::end(policy_.limit))
		return fail(ENOSPC,
			    "all {} places for limits were used since attach, and the counters of deleted ones are "
			    "kept; detach and attach frees them",
			    static_cast<int>(CTG_LIMITS_MAX));
	*slot = limit.to_image();
	return {};
}

Result<void> Config::remove_limit(std::string_view name)
{
	const auto slot = slot_of(name);
	if (!slot)
		return error_of(slot);
	policy_.limit[*slot].protocol = CTG_LIMIT_UNUSED;
	for (const auto bucket : {CTG_EACH_SOURCE, CTG_EACH_DESTINATION, CTG_TOTAL})
		policy_.action[ctg_limit_reason(*slot, bucket)] = CTG_OFF;
	return {};
}

} // namespace ctgate
