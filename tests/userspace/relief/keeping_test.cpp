// SPDX-License-Identifier: MIT
#include "userspace/relief/keeping.hpp"

#include "tests/userspace/relief/samples.hpp"

#include <gtest/gtest.h>

namespace ctgate::relief
{
namespace
{

using conntrack::Entry;
using conntrack::LocalAddresses;

const conntrack::Tuple kOwn = flow("198.51.100.7", 50000, "192.0.2.1", 2222);

Reason reason(const Entry& entry, const std::optional<conntrack::Tuple>& own = kOwn)
{
	return Keeping{own, LocalAddresses{{address("192.0.2.1"), address("10.0.0.1")}}}.reason(entry);
}

TEST(Keeping, TheCallersConnectionStaysInEveryState)
{
	for (std::uint8_t state = TCP_CONNTRACK_NONE; state < TCP_CONNTRACK_MAX; ++state)
		EXPECT_EQ(reason(tcp(kOwn, state)), Reason::kOwn) << unsigned{state};
	Entry picked_up = tcp(kOwn);
	picked_up.status = 0;
	EXPECT_EQ(reason(picked_up), Reason::kOwn);
}

TEST(Keeping, TheCallersConnectionIsKnownBehindTranslation)
{
	// The client speaks to a public address and port; sshd sees its own.
	Entry translated = tcp(kOwn);
	translated.original = flow("198.51.100.7", 50000, "203.0.113.1", 22000);
	EXPECT_EQ(reason(translated), Reason::kOwn);
	// The client's address is translated too.
	translated.original = flow("172.16.0.9", 1234, "203.0.113.1", 22000);
	EXPECT_EQ(reason(translated), Reason::kOwn);
	// The gateway's view of a connection that its own sshd does not have: the tuple as the client sent it.
	translated = tcp(kOwn);
	translated.reply = flow("172.16.0.1", 22, "198.51.100.7", 50000);
	EXPECT_EQ(reason(translated), Reason::kOwn);
}

TEST(Keeping, ADifferentConnectionOfTheSameClientMayGo)
{
	EXPECT_EQ(reason(tcp(flow("198.51.100.7", 50001, "192.0.2.1", 443))), Reason::kNone);
	EXPECT_EQ(reason(tcp(flow("198.51.100.7", 50000, "192.0.2.1", 443))), Reason::kNone);
	Entry udp_twin = udp(kOwn);
	EXPECT_EQ(reason(udp_twin), Reason::kNone);
}

TEST(Keeping, EstablishedConnectionsToThisHostsSshPortStay)
{
	const auto other_client = flow("198.51.100.8", 50000, "192.0.2.1", 2222);
	EXPECT_EQ(reason(tcp(other_client)), Reason::kSsh) << "the multiplexer may have kept an older login";
	EXPECT_EQ(reason(tcp(flow("198.51.100.8", 50000, "192.0.2.1", 22))), Reason::kSsh);
	EXPECT_EQ(reason(tcp(flow("198.51.100.8", 50000, "192.0.2.1", 22)), std::nullopt), Reason::kSsh);
	EXPECT_EQ(reason(tcp(other_client), std::nullopt), Reason::kNone) << "nobody says that this is SSH";
	EXPECT_EQ(reason(tcp(other_client, TCP_CONNTRACK_TIME_WAIT)), Reason::kNone);
	EXPECT_EQ(reason(tcp(flow("198.51.100.8", 50000, "192.0.2.99", 22))), Reason::kNone) << "only forwarded";
	EXPECT_EQ(reason(tcp(flow("192.0.2.1", 50000, "198.51.100.8", 22))), Reason::kNone) << "from here";
}

TEST(Keeping, AnUnansweredSegmentToTheSshPortIsNoConnection)
{
	Entry flood = tcp(flow("198.51.100.8", 50000, "192.0.2.1", 22));
	flood.status = 0;
	EXPECT_EQ(reason(flood), Reason::kNone);
}

} // namespace
} // namespace ctgate::relief
