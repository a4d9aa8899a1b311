// SPDX-License-Identifier: MIT
#include "userspace/advise/rules.hpp"

namespace ctgate::advise
{
namespace
{

/// Answers to what this host asks elsewhere stay tracked: otherwise whoever sends from that port would be let in.
Rules server_rules(Scope scope)
{
	Rules rules{.untrack = {{Hook::kPrerouting, Side::kDestination, Where::kToThisHost},
				{Hook::kOutput, Side::kSource}},
		    .accept = {{Hook::kInput, Side::kDestination}, {Hook::kOutput, Side::kSource}}};
	if (scope == Scope::kForwardedToo) {
		rules.untrack.push_back({Hook::kPrerouting, Side::kDestination, Where::kToOthers});
		rules.untrack.push_back({Hook::kPrerouting, Side::kSource, Where::kToOthers});
		rules.accept.push_back({Hook::kForward, Side::kDestination});
		rules.accept.push_back({Hook::kForward, Side::kSource});
	}
	return rules;
}

/// This host asks itself.
void add_loopback(Rules& rules)
{
	rules.untrack.push_back({Hook::kOutput, Side::kDestination, Where::kLoopback});
	rules.accept.push_back({Hook::kOutput, Side::kDestination, Where::kLoopback});
	rules.accept.push_back({Hook::kInput, Side::kSource, Where::kLoopback});
}

Rules tunnel_rules(Scope scope)
{
	Rules rules{.untrack = {{Hook::kPrerouting, Side::kDestination, Where::kToThisHost},
				{Hook::kOutput, Side::kDestination}},
		    .accept = {{Hook::kInput, Side::kDestination}, {Hook::kOutput, Side::kDestination}}};
	if (scope == Scope::kForwardedToo) {
		rules.untrack.push_back({Hook::kPrerouting, Side::kDestination, Where::kToOthers});
		rules.accept.push_back({Hook::kForward, Side::kDestination});
	}
	return rules;
}

} // namespace

Rules rules_for(const Service& service, Scope scope)
{
	if (service.shape == Shape::kTunnel)
		return tunnel_rules(scope);
	Rules rules = server_rules(scope);
	if (service.clients.empty())
		add_loopback(rules);
	return rules;
}

} // namespace ctgate::advise
