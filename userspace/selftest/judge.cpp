// SPDX-License-Identifier: MIT
#include "userspace/selftest/judge.hpp"

#include <linux/bpf.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ctgate::selftest
{
namespace
{

using Wrong = std::optional<std::string>;

/// A reason that the filter named and that is not off.
struct Said {
	ctg_reason reason;
	ctg_action action;
	bool sure = true; ///< not only counted because conntrack may not know the flows yet
};

/// Of the limit whose reason it is.
std::optional<std::uint32_t> slot_of(ctg_reason reason)
{
	const auto id = static_cast<std::uint32_t>(reason);
	if (id < CTG_LIMIT_REASONS)
		return std::nullopt;
	return (id - CTG_LIMIT_REASONS) / CTG_LIMIT_BUCKETS;
}

bool is_of_conntrack(ctg_reason reason)
{
	return reason == CTG_DNS_REPLY_UNSOLICITED || reason == CTG_TCP_OUT_OF_STATE;
}

/// Depends on buckets, sets or conntrack at this moment, not on the frame alone.
bool is_of_the_moment(ctg_reason reason)
{
	return slot_of(reason) || is_of_conntrack(reason) || reason == CTG_PREFIX_DENIED;
}

std::vector<Said> said_in(const Trace& trace)
{
	std::vector<Said> all;
	bool sure = true;
	for (const ctg_step& step : trace.steps) {
		if (step.kind == CTG_STEP_LEARNING)
			sure = step.x == 0;
		if (step.kind != CTG_STEP_REASON)
			continue;
		if (step.y != CTG_OFF)
			all.push_back({static_cast<ctg_reason>(step.x), static_cast<ctg_action>(step.y), sure});
		sure = true;
	}
	return all;
}

bool has_step(const Trace& trace, ctg_step_kind kind, std::uint32_t x)
{
	return std::ranges::any_of(trace.steps, [=](const ctg_step& s) { return s.kind == kind && s.x == x; });
}

bool is_denied(const Trace& trace)
{
	return std::ranges::any_of(trace.steps, [](const ctg_step& step) {
		return step.kind == CTG_STEP_SET && step.x == CTG_SET_DENY && step.y == 1;
	});
}

/// One frame, and what is to be said of it.
class Case
{
public:
	Case(const Config& config, const Expected& expected, const Trace& trace)
	    : config_{config}, expected_{expected}, trace_{trace}, said_{said_in(trace)}
	{
	}

	/// Every reason does what the configuration says.
	Wrong actions() const
	{
		for (const Said& said : said_)
			if (said.action != config_.action(said.reason))
				return fmt::format("the program has {} at {}, the configuration at {}",
						   name(said.reason), to_string(said.action),
						   to_string(config_.action(said.reason)));
		return {};
	}

	/// Of what the frame alone decides: all that is wrong with it, and no more.
	Wrong certain() const
	{
		for (const ctg_reason reason : expected_.reasons)
			if (!says(reason))
				return fmt::format("slipped past {}", name(reason));
		for (const Said& said : said_)
			if (!is_of_the_moment(said.reason) && !expects(said.reason))
				return fmt::format("{} is said of it, and is not true", name(said.reason));
		return {};
	}

	/// Of what depends on the moment: only what can be said of such a frame.
	Wrong momentary() const
	{
		for (const Said& said : said_) {
			if (!is_of_the_moment(said.reason))
				continue;
			if (!expected_.admitted || (slot_of(said.reason) && !is_of_its_limit(said.reason)) ||
			    (is_of_conntrack(said.reason) && !is_unknown()) ||
			    (said.reason == CTG_PREFIX_DENIED && !is_denied(trace_)))
				return fmt::format("{} is said of it, and is not true", name(said.reason));
		}
		const ctg_reason unknown = expected_.unknown;
		if (unknown != CTG_GO_ON && config_.action(unknown) != CTG_OFF && is_unknown() && !says(unknown))
			return fmt::format("conntrack does not know it, and it slipped past {}", name(unknown));
		return {};
	}

	Wrong limit() const
	{
		if (!expected_.limit || has_step(trace_, CTG_STEP_LIMIT, *expected_.limit))
			return {};
		if (std::ranges::any_of(said_, [](const Said& s) { return stops(s) && !slot_of(s.reason); }))
			return {};
		return fmt::format("slipped past limit {}", config_.policy().limit[*expected_.limit].name);
	}

	Wrong verdict() const
	{
		const bool stopped = std::ranges::any_of(said_, stops);
		const bool is_armed = config_.arming() == Arming::kArmed;
		const std::uint32_t verdict = stopped && is_armed ? XDP_DROP : XDP_PASS;
		if (trace_.verdict == verdict)
			return {};
		if (trace_.verdict == XDP_DROP)
			return stopped ? "dropped by a filter that is disarmed" : "dropped, and no reason is said";
		return fmt::format("{} drops, and the verdict is {}",
				   said_.empty() ? "nothing" : name(said_.back().reason), trace_.verdict);
	}

private:
	static bool stops(const Said& said) { return said.action == CTG_DROP && said.sure; }

	std::string name(ctg_reason reason) const
	{
		for (const Reason& one : config_.reasons())
			if (one.id == reason)
				return one.name;
		return fmt::format("reason {}", static_cast<unsigned>(reason));
	}

	bool says(ctg_reason reason) const { return std::ranges::find(said_, reason, &Said::reason) != said_.end(); }

	bool expects(ctg_reason reason) const
	{
		return std::ranges::find(expected_.reasons, reason) != expected_.reasons.end();
	}

	bool is_unknown() const { return has_step(trace_, CTG_STEP_CONNTRACK, CTG_NO_ENTRY); }

	/// A malformed probe that only counts belongs to some limit or other.
	bool is_of_its_limit(ctg_reason reason) const
	{
		const std::uint32_t slot = *slot_of(reason);
		return slot == expected_.limit.value_or(slot) && has_step(trace_, CTG_STEP_LIMIT, slot);
	}

	const Config& config_;
	const Expected& expected_;
	const Trace& trace_;
	std::vector<Said> said_;
};

} // namespace

std::optional<std::string> judge(const Config& config, const Expected& expected, const Trace& trace)
{
	const Case one{config, expected, trace};
	for (const auto check :
	     std::array{&Case::actions, &Case::certain, &Case::momentary, &Case::limit, &Case::verdict})
		if (auto wrong = (one.*check)())
			return wrong;
	return {};
}

std::optional<std::string> judge_verdict(const Config& config, const Expected& expected, std::uint32_t verdict)
{
	const bool is_stopped = std::ranges::any_of(expected.reasons, [&](ctg_reason reason) {
		return !is_of_the_moment(reason) && config.action(reason) == CTG_DROP;
	});
	const bool is_dropped = is_stopped && config.arming() == Arming::kArmed;
	if (verdict == (is_dropped ? XDP_DROP : XDP_PASS))
		return {};
	return is_dropped ? "passed by the way that packets take" : "dropped by the way that packets take";
}

} // namespace ctgate::selftest
