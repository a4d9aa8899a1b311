// SPDX-License-Identifier: MIT
#include "userspace/config/config.hpp"

#include "loader/base/nearest.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace ctgate
{
namespace
{

constexpr std::array kLimitRules = {
	LimitRule{CTG_LIMIT_DNS, "dns", "UDP to port 53: queries", CTG_LIMIT_DNS_SOURCE, CTG_LIMIT_DNS_TOTAL},
	LimitRule{CTG_LIMIT_DNS_REPLY, "dns-reply", "UDP from port 53: replies", CTG_LIMIT_DNS_REPLY_SOURCE,
		  CTG_LIMIT_DNS_REPLY_TOTAL},
};

constexpr Limit kDefaultLimit = {
	.total = {.rate = {.packets = 20'000, .period_s = 1}, .burst = 40'000},
	.source = {.rate = {.packets = 100, .period_s = 1}, .burst = 200},
};

/// Bucket time is 64 bits wide; a day's worth of debt leaves it decades of uptime.
constexpr std::chrono::hours kFillTimeMax{24};

ctg_rate to_image(const Bucket& bucket)
{
	return {.packets = bucket.rate.packets, .period_s = bucket.rate.period_s, .burst = bucket.burst, .reserved = 0};
}

Bucket from_image(const ctg_rate& rate)
{
	return {.rate = {.packets = rate.packets, .period_s = rate.period_s}, .burst = rate.burst};
}

Result<void> require_sane(const Bucket& bucket)
{
	const std::chrono::duration<double, std::chrono::hours::period> fill_time =
		std::chrono::seconds{bucket.rate.period_s} * (1.0 * bucket.burst / bucket.rate.packets);
	if (fill_time > kFillTimeMax)
		return fail(EINVAL, "{} would take {:.0f} hours to fill; lower the burst or raise the rate",
			    to_string(bucket), fill_time.count());
	return {};
}

} // namespace

std::span<const LimitRule> limit_rules()
{
	return kLimitRules;
}

Result<LimitRule> find_limit(std::string_view name)
{
	const auto* rule = std::ranges::find(kLimitRules, name, &LimitRule::name);
	if (rule != kLimitRules.end())
		return *rule;
	std::vector<std::string> names;
	std::ranges::transform(kLimitRules, std::back_inserter(names),
			       [](const LimitRule& r) { return std::string{r.name}; });
	return fail(EINVAL, "no limit `{}`{} (`ctgate limit list` shows them)", name, did_you_mean(name, names));
}

Result<std::vector<Reason>> match_reasons(std::string_view pattern)
{
	const bool is_prefix = pattern.ends_with('*');
	const std::string_view wanted = is_prefix ? pattern.substr(0, pattern.size() - 1) : pattern;
	std::vector<Reason> matches;
	std::ranges::copy_if(reasons(), std::back_inserter(matches), [&](const Reason& r) {
		return is_prefix ? r.name.starts_with(wanted) : r.name == wanted;
	});
	if (!matches.empty())
		return matches;
	std::vector<std::string> names;
	std::ranges::transform(reasons(), std::back_inserter(names),
			       [](const Reason& r) { return std::string{r.name}; });
	if (is_prefix)
		return fail(EINVAL, "no reason matches `{}` (`ctgate explain` lists them)", pattern);
	return fail(EINVAL, "no reason `{}`{} (`ctgate explain` lists them)", pattern, did_you_mean(wanted, names));
}

Result<ctg_action> parse_action(std::string_view text)
{
	const std::vector<std::string> names{"off", "monitor", "drop"};
	for (const ctg_action action : {CTG_OFF, CTG_MONITOR, CTG_DROP})
		if (text == to_string(action))
			return action;
	return fail(EINVAL, "`{}` is not an action; say off, monitor or drop{}", text, did_you_mean(text, names));
}

std::string to_string(const Bucket& bucket)
{
	return fmt::format("{} burst {}", to_string(bucket.rate), bucket.burst);
}

Config Config::defaults()
{
	ctg_policy policy{};
	policy.armed = 1;
	for (const Reason& reason : reasons())
		policy.action[reason.id] = static_cast<__u8>(reason.default_action);
	for (auto& limit : policy.limit) {
		limit.total = to_image(kDefaultLimit.total);
		limit.source = to_image(kDefaultLimit.source);
	}
	return Config{policy};
}

Limit Config::limit(ctg_limit_id id) const
{
	return {.total = from_image(policy_.limit[id].total), .source = from_image(policy_.limit[id].source)};
}

Result<void> Config::set_limit(ctg_limit_id id, const Limit& limit)
{
	for (const Bucket& bucket : {limit.total, limit.source})
		if (auto sane = require_sane(bucket); !sane)
			return error_of(sane);
	policy_.limit[id].total = to_image(limit.total);
	policy_.limit[id].source = to_image(limit.source);
	return {};
}

} // namespace ctgate
