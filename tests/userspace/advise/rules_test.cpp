// SPDX-License-Identifier: MIT
#include "userspace/advise/rules.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace ctgate::advise
{
namespace
{

using testing::Contains;
using testing::Not;

TEST(Rules, AnswersOfOthersAreNeverUntrackedOnTheirWayToThisHost)
{
	for (const Service& service : known_services())
		for (const auto scope : {Scope::kThisHost, Scope::kForwardedToo})
			for (const Rule& rule : rules_for(service, scope).untrack)
				EXPECT_FALSE(rule.hook == Hook::kPrerouting && rule.side == Side::kSource &&
					     rule.where != Where::kToOthers)
					<< service.name;
}

TEST(Rules, WhatIsUntrackedIsAcceptedWhereItIsFilteredNext)
{
	for (const Service& service : known_services())
		for (const auto scope : {Scope::kThisHost, Scope::kForwardedToo}) {
			const auto [untrack, accept] = rules_for(service, scope);
			for (const Rule& rule : untrack) {
				const Hook next = rule.hook == Hook::kOutput       ? Hook::kOutput
						  : rule.where == Where::kToOthers ? Hook::kForward
										   : Hook::kInput;
				EXPECT_TRUE(std::ranges::any_of(accept, [&](const Rule& one) {
					return one.hook == next && one.side == rule.side;
				})) << service.name;
			}
		}
}

TEST(Rules, OnlyWhoMayAskIsExempt)
{
	Service check = service_at(kHealthCheck, 6, 80);
	EXPECT_THAT(rules_for(check, Scope::kThisHost).untrack,
		    Contains(Rule{Hook::kOutput, Side::kDestination, Where::kLoopback}));
	check.clients = {Prefix{}};
	EXPECT_THAT(rules_for(check, Scope::kThisHost).untrack,
		    Not(Contains(Rule{Hook::kOutput, Side::kDestination, Where::kLoopback})));
}

TEST(Service, TheWayToFreeIsOfThePortAndItsClients)
{
	EXPECT_THAT(relief_commands(*find_service("dns")), testing::ElementsAre("ctgate relieve dns"));
	Service check = service_at(kHealthCheck, 6, 80);
	EXPECT_THAT(relief_commands(check), testing::ElementsAre("conntrack -D -p tcp --orig-port-dst 80"));
	check.clients = {Prefix{.bits = 8}};
	EXPECT_THAT(relief_commands(check),
		    testing::ElementsAre("conntrack -D -p tcp --orig-port-dst 80 -s 0.0.0.0/8"));
}

} // namespace
} // namespace ctgate::advise
