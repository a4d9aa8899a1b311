// SPDX-License-Identifier: MIT
#include "userspace/conntrack/kind.hpp"

#include "tests/userspace/conntrack/flow.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>

namespace ctgate::conntrack
{

/// GoogleTest prints what differs.
void PrintTo(Kind kind, std::ostream* stream)
{
	*stream << to_string(kind);
}

namespace
{

using namespace std::chrono_literals;

using Ports = std::initializer_list<std::uint16_t>;

constexpr const char* kHere = "198.51.100.1";
constexpr auto kDays = 432000s;

Classifier classifier(std::chrono::seconds established = kDays)
{
	Lifetimes times{.tcp_unacknowledged = 300s, .tcp_max_retrans = 300s};
	times.tcp[TCP_CONNTRACK_ESTABLISHED] = established;
	return {times, LocalAddresses{{address(kHere), address("2001:db8::1")}}};
}

Kind kind_of(const Entry& entry)
{
	return classifier().kind_of(entry);
}

Kind kind_of_udp(const Ends& ends, std::uint32_t status = 0)
{
	return kind_of(flow(IPPROTO_UDP, ends, status));
}

Kind kind_of_state(std::uint8_t state, std::uint32_t status = kSettled)
{
	return kind_of(tcp(state, status, 100s));
}

TEST(Kind, HasANameOfItsOwn)
{
	std::set<std::string> names;
	for (std::size_t kind = 0; kind < kKinds; ++kind)
		names.insert(to_string(static_cast<Kind>(kind)));
	EXPECT_EQ(names.size(), kKinds);
	EXPECT_STREQ(to_string(Kind::kReflected), "reflected");
	EXPECT_STREQ(to_string(Kind::kActive), "established");
	EXPECT_STREQ(to_string(Kind::kOther), "other");
}

TEST(KindOfTcp, FollowsItsState)
{
	EXPECT_EQ(kind_of_state(TCP_CONNTRACK_SYN_RECV), Kind::kSynReceived);
	EXPECT_EQ(kind_of_state(TCP_CONNTRACK_CLOSE_WAIT), Kind::kCloseWait);
	for (const auto state : {TCP_CONNTRACK_FIN_WAIT, TCP_CONNTRACK_LAST_ACK, TCP_CONNTRACK_TIME_WAIT,
				 TCP_CONNTRACK_CLOSE, TCP_CONNTRACK_NONE})
		EXPECT_EQ(kind_of_state(static_cast<std::uint8_t>(state)), Kind::kClosing) << state;
}

TEST(KindOfTcp, TellsASynToThisHostFromOthers)
{
	const auto syn = [](const Ends& ends) { return kind_of(tcp(TCP_CONNTRACK_SYN_SENT, 0, 100s, ends)); };
	EXPECT_EQ(syn({.destination = kHere}), Kind::kSynSent);
	EXPECT_EQ(syn({.source = kHere, .destination = "203.0.113.9"}), Kind::kConnecting);
	EXPECT_EQ(syn({.destination = "203.0.113.9"}), Kind::kConnecting) << "forwarded";
	EXPECT_EQ(syn({.source = "2001:db8::7", .destination = "2001:db8::1"}), Kind::kSynSent);
	EXPECT_EQ(kind_of_state(TCP_CONNTRACK_SYN_SENT2, 0), Kind::kSynSent);
}

/// A redirection to a server behind this host is forwarded, whatever address the client asked for.
TEST(KindOfTcp, AsksWhereASynReallyGoes)
{
	Entry redirected = tcp(TCP_CONNTRACK_SYN_SENT, 0, 100s, {.destination = kHere});
	redirected.reply.source = address("10.0.0.2");
	EXPECT_EQ(kind_of(redirected), Kind::kConnecting);
}

TEST(KindOfTcp, IsIdleAfterAnHour)
{
	const auto left = [](std::chrono::seconds time) {
		return kind_of(tcp(TCP_CONNTRACK_ESTABLISHED, kSettled, time));
	};
	EXPECT_EQ(left(kDays), Kind::kActive);
	EXPECT_EQ(left(kDays - 3599s), Kind::kActive);
	EXPECT_EQ(left(kDays - 3600s), Kind::kIdle);
	EXPECT_EQ(left(200s), Kind::kActive) << "data is on its way";
	EXPECT_EQ(classifier(7440s).kind_of(tcp(TCP_CONNTRACK_ESTABLISHED, kSettled, 7441s)), Kind::kIdle)
		<< "silent since the timeout was lowered";
}

TEST(KindOfTcp, IsPickedUpWithoutAnAnswer)
{
	EXPECT_EQ(kind_of_state(TCP_CONNTRACK_ESTABLISHED, 0), Kind::kPickedUp);
	EXPECT_EQ(kind_of_state(TCP_CONNTRACK_ESTABLISHED, kReplied), Kind::kActive);
	EXPECT_EQ(kind_of_state(TCP_CONNTRACK_ESTABLISHED, IPS_OFFLOAD), Kind::kActive);
}

TEST(KindOfUdp, IsDnsByItsPort)
{
	EXPECT_EQ(kind_of_udp({.destination = kHere, .destination_port = 53}), Kind::kDnsServed);
	EXPECT_EQ(kind_of_udp({.destination = kHere, .destination_port = 53}, kReplied), Kind::kDnsServed);
	EXPECT_EQ(kind_of_udp({.destination = "203.0.113.9", .destination_port = 53}), Kind::kDnsServed) << "forwarded";
	EXPECT_EQ(kind_of_udp({.source = kHere, .destination_port = 53}), Kind::kDnsAsked);
	EXPECT_EQ(kind_of(tcp(TCP_CONNTRACK_ESTABLISHED, kSettled, kDays, {.destination_port = 53})), Kind::kActive)
		<< "DNS over TCP is a connection like others";
}

TEST(KindOfUdp, IsReflectedWhenAServiceAnswersNobody)
{
	for (const std::uint16_t port : Ports{17, 19, 53, 69, 111, 123, 137, 161, 389, 520, 1900, 3702, 5683, 11211})
		EXPECT_EQ(kind_of_udp({.source_port = port, .destination_port = 33333}), Kind::kReflected) << port;
	EXPECT_EQ(kind_of_udp({.source_port = 53, .destination_port = 33333}, kReplied), Kind::kUdpReplied);
	EXPECT_EQ(kind_of_udp({.source_port = 124, .destination_port = 33333}), Kind::kUdpUnreplied);
}

/// NTP servers and old resolvers ask from the port on which they answer.
TEST(KindOfUdp, IsNotReflectedBetweenTwoServers)
{
	EXPECT_EQ(kind_of_udp({.source_port = 123, .destination_port = 123}), Kind::kUdpUnreplied);
	EXPECT_EQ(kind_of_udp({.source_port = 53, .destination_port = 53}), Kind::kUdpUnreplied);
}

TEST(KindOfUdp, IsATunnelByItsDestinationWhileNobodyAnswers)
{
	for (const std::uint16_t port : Ports{4789, 6080, 6081, 8472}) {
		EXPECT_EQ(kind_of_udp({.destination_port = port}), Kind::kTunnel) << port;
		EXPECT_EQ(kind_of_udp({.destination_port = port}, kReplied), Kind::kUdpReplied) << port;
		EXPECT_EQ(kind_of_udp({.source_port = port, .destination_port = 33333}), Kind::kUdpUnreplied) << port;
	}
	EXPECT_EQ(kind_of_udp({.source_port = 53, .destination_port = 4789}), Kind::kTunnel) << "it hashes its flows";
}

TEST(Kind, CoversEveryOtherProtocol)
{
	EXPECT_EQ(kind_of(flow(IPPROTO_UDPLITE, {.destination_port = 53}, 0)), Kind::kDnsServed);
	EXPECT_EQ(kind_of(flow(IPPROTO_ICMP, {}, 0)), Kind::kIcmp);
	EXPECT_EQ(kind_of(flow(IPPROTO_ICMPV6, {}, 0)), Kind::kIcmp);
	EXPECT_EQ(kind_of(flow(IPPROTO_GRE, {}, 0)), Kind::kTunnel);
	EXPECT_EQ(kind_of(flow(IPPROTO_GRE, {}, kReplied)), Kind::kOther);
	EXPECT_EQ(kind_of(flow(IPPROTO_SCTP, {}, kSettled)), Kind::kOther);
	EXPECT_EQ(kind_of(flow(253, {}, 0)), Kind::kOther);
}

} // namespace
} // namespace ctgate::conntrack
