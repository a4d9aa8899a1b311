// SPDX-License-Identifier: MIT
#include "userspace/advise/tally.hpp"

#include "tests/userspace/relief/samples.hpp"

#include "userspace/config/prefix.hpp"

#include <gtest/gtest.h>

namespace ctgate::advise
{
namespace
{

using conntrack::Entry;
using relief::address;
using relief::flow;
using relief::tcp;
using relief::udp;

constexpr const char* kHost = "192.0.2.1";

Tally tally(const Service& service, const std::vector<Entry>& entries, Scope scope = Scope::kThisHost)
{
	Counter counter{service, scope, conntrack::LocalAddresses{{address(kHost), address("127.0.0.1")}}};
	for (const Entry& entry : entries)
		counter.add(entry);
	return counter.tally();
}

Service dns()
{
	return *find_service("dns");
}

TEST(Tally, TellsServedFromAskedAndForwarded)
{
	const auto counted = tally(
		dns(), {udp(flow("10.0.0.1", 40000, kHost, 53)), udp(flow("10.0.0.2", 40000, kHost, 53)),
			udp(flow("127.0.0.1", 40000, "127.0.0.1", 53)), udp(flow(kHost, 40000, "198.51.100.1", 53)),
			udp(flow("10.0.0.1", 40000, "198.51.100.1", 53))});
	EXPECT_EQ(counted.here, 3u);
	EXPECT_EQ(counted.asked, 1u);
	EXPECT_EQ(counted.forwarded, 1u);
	EXPECT_EQ(counted.covered(Scope::kThisHost), 3u);
	EXPECT_EQ(counted.covered(Scope::kForwardedToo), 4u);
}

TEST(Tally, ALateAnswerOfThisHostIsItsOwn)
{
	EXPECT_EQ(tally(dns(), {udp(flow(kHost, 53, "10.0.0.1", 40000))}).here, 1u);
	EXPECT_EQ(tally(dns(), {udp(flow("198.51.100.1", 53, kHost, 40000))}).here, 0u) << "that is an answer to it";
}

TEST(Tally, OtherPortsAndProtocolsAreNotOfTheService)
{
	const auto counted =
		tally(dns(), {udp(flow("10.0.0.1", 40000, kHost, 54)), tcp(flow("10.0.0.1", 40000, kHost, 53))});
	EXPECT_EQ(counted.here + counted.asked + counted.forwarded, 0u);
}

TEST(Tally, OnlyItsClientsAreCounted)
{
	Service check = service_at(kHealthCheck, IPPROTO_TCP, 80);
	check.clients = {*parse_prefix("10.0.0.0/8"), *parse_prefix("2001:db8::/32")};
	const auto counted =
		tally(check, {tcp(flow("10.0.0.1", 40000, kHost, 80)), tcp(flow("172.16.0.1", 40000, kHost, 80)),
			      tcp(flow("2001:db9::1", 40000, "2001:db8::1", 80))});
	EXPECT_EQ(counted.here, 1u);
	EXPECT_EQ(counted.forwarded, 0u);
}

TEST(Tally, ATunnelIsHereAtEitherEnd)
{
	const auto counted = tally(*find_service("vxlan"), {udp(flow("10.0.0.1", 40000, kHost, 4789)),
							    udp(flow(kHost, 40000, "10.0.0.1", 8472)),
							    udp(flow("10.0.0.1", 40000, "10.0.0.2", 4789))});
	EXPECT_EQ(counted.here, 2u);
	EXPECT_EQ(counted.asked, 0u);
	EXPECT_EQ(counted.forwarded, 1u);
}

TEST(Tally, TranslationCountsWhereTheRulesWouldEndIt)
{
	const std::vector<Entry> entries{udp(flow("10.0.0.1", 40000, kHost, 53), IPS_DST_NAT),
					 udp(flow("10.0.0.1", 40000, "198.51.100.1", 53), IPS_SRC_NAT),
					 udp(flow(kHost, 40000, "198.51.100.1", 53), IPS_SRC_NAT)};
	auto counted = tally(dns(), entries);
	EXPECT_EQ(counted.translated_destination, 1u);
	EXPECT_EQ(counted.translated_source, 0u);
	counted = tally(dns(), entries, Scope::kForwardedToo);
	EXPECT_EQ(counted.translated_source, 1u) << "what this host asks stays tracked";
}

} // namespace
} // namespace ctgate::advise
