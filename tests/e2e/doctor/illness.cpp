// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/illness.hpp"

#include <algorithm>

namespace ctgate::e2e
{

using doctor::Cause;

std::vector<Illness> illnesses()
{
	return {
		{.cause = Cause::kExplosion, .entry = browsing, .grows = true},
		{.cause = Cause::kChurn, .entry = closing, .grows = true},
		{.cause = Cause::kLongLived, .entry = forgotten},
		{.cause = Cause::kMalformed, .begin = send_malformed, .takes_room = false},
		{.cause = Cause::kDnsFlood, .entry = queried},
		{.cause = Cause::kReflection, .entry = reflected},
		{.cause = Cause::kDnsAsked, .entry = asked},
		{.cause = Cause::kOneWayFlood, .entry = told},
		{.cause = Cause::kApplication, .entry = hoarded, .grows = true},
		{.cause = Cause::kConnectStorm, .entry = retried},
		{.cause = Cause::kCloseWait, .entry = half_closed},
		{.cause = Cause::kHeldEntries, .begin = hold_packets},
		{.cause = Cause::kSlabLeak, .begin = hide_a_namespace, .takes_room = false},
		{.cause = Cause::kExpectations, .begin = with_expectations, .takes_room = false},
		{.cause = Cause::kPickedUp, .entry = picked_up},
		{.cause = Cause::kSynFlood, .entry = half_open},
		{.cause = Cause::kNatPorts, .begin = send_through_nat, .takes_room = false},
		{.cause = Cause::kBuckets, .begin = with_few_buckets, .takes_room = false},
		{.cause = Cause::kTunnels, .entry = tunnelled},
		{.cause = Cause::kClash, .begin = send_twice, .takes_room = false},
	};
}

Illness customers()
{
	return {.cause = Cause::kCount, .begin = knock, .takes_room = false};
}

const Illness& illness(const std::vector<Illness>& all, Cause cause)
{
	return *std::ranges::find(all, cause, &Illness::cause);
}

} // namespace ctgate::e2e
