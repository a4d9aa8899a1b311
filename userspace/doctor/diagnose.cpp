// SPDX-License-Identifier: MIT
#include "userspace/doctor/diagnose.hpp"

#include "userspace/doctor/rules.hpp"

#include <algorithm>

namespace ctgate::doctor
{
namespace
{

constexpr rules::Rule kRules[] = {
	rules::explosion,    rules::churn,         rules::long_lived,      rules::close_wait,    rules::malformed,
	rules::dns_flood,    rules::dns_asked,     rules::reflection,      rules::one_way_flood, rules::tunnels,
	rules::syn_flood,    rules::connect_storm, rules::picked_up,       rules::application,   rules::expectations,
	rules::held_entries, rules::slab_leak,     rules::nat_ports,       rules::buckets,       rules::clash,
	rules::inactive,     rules::other_writer,  rules::other_namespace,
};

} // namespace

std::vector<Finding> diagnose(const Observation& seen)
{
	const Case host{seen};
	std::vector<Finding> findings;
	for (const auto rule : kRules)
		if (auto finding = rule(host))
			findings.push_back(std::move(*finding));
	std::ranges::stable_sort(findings,
				 [](const Finding& left, const Finding& right) { return left.weight > right.weight; });
	return findings;
}

} // namespace ctgate::doctor
