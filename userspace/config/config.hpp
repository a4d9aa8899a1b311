// SPDX-License-Identifier: MIT
// A configuration: valid by construction, and nothing but values.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"
#include "loader/reasons.hpp"
#include "userspace/config/rate.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

/// A limit's name, and the reasons under which its two buckets drop.
struct LimitRule {
	ctg_limit_id id;
	std::string_view name;
	std::string_view matches;
	ctg_reason source, total;
};

std::span<const LimitRule> limit_rules();
/// EINVAL with the nearest name there is.
Result<LimitRule> find_limit(std::string_view name);

/// The reason of this name, or all that begin with `tcp_flags_*`. EINVAL with the nearest name there is.
Result<std::vector<Reason>> match_reasons(std::string_view pattern);

constexpr std::string_view to_string(ctg_action action)
{
	return action == CTG_DROP ? "drop" : action == CTG_MONITOR ? "monitor" : "off";
}
Result<ctg_action> parse_action(std::string_view text);

/// One token bucket.
struct Bucket {
	Rate rate;
	std::uint32_t burst;

	bool operator==(const Bucket&) const = default;
};

/// "5000/s burst 10000"
std::string to_string(const Bucket& bucket);

struct Limit {
	Bucket total;  ///< all sources together
	Bucket source; ///< each IPv4 address, each IPv6 /64

	bool operator==(const Limit&) const = default;
};

enum class Arming { kDisarmed, kArmed };

class Config
{
public:
	/// What `ctgate attach` puts in force: every reason as in the table of bpf/abi.h; each limit 20000/s
	/// burst 40000 in all, 100/s burst 200 a source.
	static Config defaults();
	/// A configuration read back from the kernel.
	static Config from(const ctg_policy& policy) { return Config{policy}; }
	const ctg_policy& policy() const { return policy_; }

	/// Disarmed, what would drop only monitors.
	Arming arming() const { return policy_.armed ? Arming::kArmed : Arming::kDisarmed; }
	void set_arming(Arming arming) { policy_.armed = arming == Arming::kArmed; }

	ctg_action action(ctg_reason reason) const { return static_cast<ctg_action>(policy_.action[reason]); }
	void set_action(ctg_reason reason, ctg_action action) { policy_.action[reason] = static_cast<__u8>(action); }

	Limit limit(ctg_limit_id id) const;
	/// EINVAL when a bucket would take more than a day to fill.
	Result<void> set_limit(ctg_limit_id id, const Limit& limit);

private:
	explicit Config(const ctg_policy& policy) : policy_{policy} {}

	ctg_policy policy_;
};

} // namespace ctgate
