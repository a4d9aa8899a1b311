// SPDX-License-Identifier: MIT
#include "userspace/relief/selection.hpp"

#include "tests/userspace/relief/samples.hpp"

#include "userspace/config/prefix.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace ctgate::relief
{
namespace
{

using namespace std::chrono_literals;
using conntrack::Entry;

constexpr std::uint32_t kReplied = IPS_SEEN_REPLY;

bool chosen(const Wish& wish, const Entry& entry)
{
	const conntrack::LocalAddresses local{{address("192.0.2.1")}};
	return Selection{wish, {default_lifetimes(), local}}.contains(entry);
}

/// All kinds that would free this entry.
std::vector<Target> freed_by(const Entry& entry)
{
	std::vector<Target> targets;
	for (std::size_t i = 0; i < static_cast<std::size_t>(Target::kCount); ++i)
		if (chosen({.target = static_cast<Target>(i)}, entry))
			targets.push_back(static_cast<Target>(i));
	return targets;
}

Entry web(std::uint8_t state)
{
	return tcp(flow("10.0.0.1", 40000, "198.51.100.1", 443), state);
}

/// An ESTABLISHED flow without a packet for so long.
Entry idle_for(std::chrono::seconds time)
{
	Entry entry = web(TCP_CONNTRACK_ESTABLISHED);
	entry.left = 432000s - time;
	return entry;
}

Entry with_status(Entry entry, std::uint32_t status)
{
	entry.status = status;
	return entry;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Selection, AnActiveConnectionIsFreedByNothing)
{
	EXPECT_THAT(freed_by(idle_for(0s)), IsEmpty());
	EXPECT_THAT(freed_by(idle_for(7439s)), IsEmpty());
	EXPECT_THAT(freed_by(udp(flow("10.0.0.1", 40000, "198.51.100.1", 443), kReplied | IPS_ASSURED)), IsEmpty());
}

TEST(Selection, IdleIsWhatWasSilentForAsLongAsAsked)
{
	EXPECT_THAT(freed_by(idle_for(7440s)), ElementsAre(Target::kIdle));
	EXPECT_TRUE(chosen({.target = Target::kIdle, .older = 600s}, idle_for(600s)));
	EXPECT_FALSE(chosen({.target = Target::kIdle, .older = 600s}, idle_for(599s)));
}

TEST(Selection, DataOnItsWayIsNotIdleness)
{
	Entry entry = web(TCP_CONNTRACK_ESTABLISHED);
	entry.left = 300s; // nf_conntrack_tcp_timeout_unacknowledged
	EXPECT_THAT(freed_by(entry), IsEmpty());
}

TEST(Selection, AFixedOrOffloadedTimeTellsNothing)
{
	for (const auto bit : {IPS_FIXED_TIMEOUT, IPS_OFFLOAD}) {
		Entry entry = idle_for(100000s);
		entry.status |= bit;
		EXPECT_THAT(freed_by(entry), IsEmpty());
		entry.left = 500000s;
		EXPECT_THAT(freed_by(entry), IsEmpty());
	}
}

TEST(Selection, OutlivedIsWhatHasMoreTimeLeftThanItsStateGives)
{
	EXPECT_THAT(freed_by(idle_for(-1s)), ElementsAre(Target::kOutlived));
}

TEST(Selection, EveryStateOfTcpIsOfOneKind)
{
	for (const std::uint8_t state :
	     {TCP_CONNTRACK_FIN_WAIT, TCP_CONNTRACK_LAST_ACK, TCP_CONNTRACK_TIME_WAIT, TCP_CONNTRACK_CLOSE})
		EXPECT_THAT(freed_by(web(state)), ElementsAre(Target::kClosing)) << unsigned{state};
	EXPECT_THAT(freed_by(web(TCP_CONNTRACK_CLOSE_WAIT)), ElementsAre(Target::kCloseWait));
	for (const std::uint8_t state : {TCP_CONNTRACK_SYN_SENT, TCP_CONNTRACK_SYN_RECV, TCP_CONNTRACK_SYN_SENT2})
		EXPECT_THAT(freed_by(with_status(web(state), 0)), ElementsAre(Target::kUnassured, Target::kHandshakes))
			<< unsigned{state};
}

TEST(Selection, AnAssuredFlowThatIsOpenedAgainIsNoHandshake)
{
	EXPECT_THAT(freed_by(web(TCP_CONNTRACK_SYN_SENT)), IsEmpty());
}

TEST(Selection, AnEstablishedFlowWithoutAnAnswerWasPickedUp)
{
	EXPECT_THAT(freed_by(with_status(web(TCP_CONNTRACK_ESTABLISHED), 0)),
		    ElementsAre(Target::kUnassured, Target::kPickedUp));
}

TEST(Selection, RepliesThatNobodyAskedForAreThoseFromAPortThatAnswers)
{
	const auto reply = flow("198.51.100.1", 53, "192.0.2.1", 4711);
	EXPECT_THAT(freed_by(udp(reply)), ElementsAre(Target::kUnassured, Target::kUnrepliedReplies));
	EXPECT_THAT(freed_by(udp(reply, kReplied)), ElementsAre(Target::kUnassured));
	EXPECT_THAT(freed_by(udp(flow("198.51.100.1", 54, "192.0.2.1", 4711))), ElementsAre(Target::kUnassured));
	EXPECT_THAT(freed_by(udp(flow("198.51.100.1", 123, "192.0.2.1", 123))), ElementsAre(Target::kUnassured))
		<< "servers of NTP ask each other so";
}

TEST(Selection, DnsIsOnlyTakenWhileItIsNotAssured)
{
	for (const char* source : {"192.0.2.1", "10.0.0.1"}) {
		const auto query = flow(source, 40000, "198.51.100.1", 53);
		EXPECT_THAT(freed_by(udp(query)), ElementsAre(Target::kUnassured, Target::kDns));
		EXPECT_THAT(freed_by(udp(query, kReplied)), ElementsAre(Target::kUnassured, Target::kDns));
		EXPECT_THAT(freed_by(udp(query, kReplied | IPS_ASSURED)), IsEmpty());
	}
}

TEST(Selection, TunnelsAreThoseWithoutAReply)
{
	const auto vxlan = flow("10.0.0.1", 40000, "10.0.0.2", 4789);
	EXPECT_THAT(freed_by(udp(vxlan)), ElementsAre(Target::kUnassured, Target::kTunnels));
	EXPECT_THAT(freed_by(udp(vxlan, kReplied)), ElementsAre(Target::kUnassured));
}

TEST(Selection, PrefixesAndPortAreThoseOfTheFirstPacket)
{
	const Entry entry = idle_for(10000s);
	const auto with = [](std::optional<Prefix> source, std::optional<Prefix> destination,
			     std::optional<std::uint16_t> port) {
		return Wish{.target = Target::kIdle, .source = source, .destination = destination, .port = port};
	};
	const auto prefix = [](const char* text) { return std::optional{*parse_prefix(text)}; };
	EXPECT_TRUE(chosen(with(prefix("10.0.0.0/24"), prefix("198.51.100.1"), 443), entry));
	EXPECT_TRUE(chosen(with(prefix("0.0.0.0/0"), {}, {}), entry));
	EXPECT_FALSE(chosen(with(prefix("10.0.1.0/24"), {}, {}), entry));
	EXPECT_FALSE(chosen(with(prefix("198.51.100.1"), {}, {}), entry)) << "that is the other side";
	EXPECT_FALSE(chosen(with({}, prefix("198.51.100.2"), {}), entry));
	EXPECT_FALSE(chosen(with({}, {}, 40000), entry)) << "that is the source's port";
	EXPECT_FALSE(chosen(with(prefix("::/0"), {}, {}), entry)) << "everything, of the other family";
	EXPECT_FALSE(Wish{.port = 443}.whole());
	EXPECT_TRUE(Wish{}.whole());
}

} // namespace
} // namespace ctgate::relief
