// SPDX-License-Identifier: MIT
// A configuration: valid by construction, and nothing but values.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"
#include "loader/reasons.hpp"
#include "userspace/config/limit.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

constexpr std::string_view to_string(ctg_action action)
{
	return action == CTG_DROP ? "drop" : action == CTG_MONITOR ? "monitor" : "off";
}
Result<ctg_action> parse_action(std::string_view text);

enum class Arming { kDisarmed, kArmed };

/// What an allowed source is excused from, besides the deny set and the limits.
enum class AllowExcuses { kLimits, kMalformedToo };

class Config
{
public:
	/// What `ctgate attach` puts in force: every reason as in the table of bpf/abi/reasons.h, and
	/// default_limits().
	static Config defaults();
	/// A configuration read back from the kernel.
	static Config from(const ctg_policy& policy) { return Config{policy}; }
	const ctg_policy& policy() const { return policy_; }

	/// Disarmed, what would drop only monitors.
	Arming arming() const { return policy_.armed ? Arming::kArmed : Arming::kDisarmed; }
	void set_arming(Arming arming) { policy_.armed = arming == Arming::kArmed; }

	AllowExcuses allow_excuses() const
	{
		return policy_.allow_excuses ? AllowExcuses::kMalformedToo : AllowExcuses::kLimits;
	}
	void set_allow_excuses(AllowExcuses what) { policy_.allow_excuses = what == AllowExcuses::kMalformedToo; }

	/// So long what only conntrack can say is not acted upon after conntrack began anew.
	std::chrono::seconds learning() const { return std::chrono::seconds{policy_.learning_s}; }
	void set_learning(std::chrono::seconds time) { policy_.learning_s = static_cast<__u32>(time.count()); }

	/// Every reason there is under this configuration, those of its limits included.
	std::vector<Reason> reasons() const { return reasons_of(policy_); }
	/// The reason of this name, or all that begin with `tcp_flags_*`. EINVAL with the nearest name there is.
	Result<std::vector<Reason>> match_reasons(std::string_view pattern) const;
	ctg_action action(ctg_reason reason) const { return static_cast<ctg_action>(policy_.action[reason]); }
	void set_action(ctg_reason reason, ctg_action action) { policy_.action[reason] = static_cast<__u8>(action); }

	/// By slot, which is the order in which ports are claimed.
	std::vector<Limit> limits() const;
	/// EINVAL with the nearest name there is.
	Result<Limit> limit(std::string_view name) const;
	Result<std::uint32_t> slot(std::string_view name) const { return slot_of(name); }
	/// The reason under which that bucket of the limit drops; the limit must be there.
	ctg_reason reason(std::string_view limit, ctg_limit_bucket bucket) const;

	/// Replaces the limit of this name.
	Result<void> set_limit(const Limit& limit);
	/// EEXIST when there is one, ENOSPC when all slots were used since attach: counters outlive their limits.
	Result<void> add_limit(const Limit& limit);
	Result<void> remove_limit(std::string_view name);

private:
	explicit Config(const ctg_policy& policy) : policy_{policy} {}
	Result<std::uint32_t> slot_of(std::string_view limit) const;

	ctg_policy policy_;
};

} // namespace ctgate
