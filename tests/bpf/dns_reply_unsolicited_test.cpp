// SPDX-License-Identifier: MIT
#include "tests/bpf/conntrack_entry.hpp"
#include "tests/bpf/trigger.hpp"

#include <chrono>

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr const char* kClient = "203.0.113.1";
constexpr const char* kServer = "198.51.100.1";

class DnsReplyUnsolicited : public ConntrackTest
{
protected:
	static Config config(std::chrono::seconds learning = std::chrono::seconds{0})
	{
		Config config = only(CTG_DNS_REPLY_UNSOLICITED, CTG_DROP);
		config.set_learning(learning);
		return config;
	}

	static packet::Bytes udp(std::uint16_t from, std::uint16_t to)
	{
		return Frame{}
			.ipv4({.source = kServer, .destination = kClient})
			.udp({.source_port = from, .destination_port = to})
			.bytes();
	}
	/// The client asked from this port.
	static void ask(std::uint16_t port)
	{
		know_udp({.source = kClient, .destination = kServer, .source_port = port, .destination_port = 53});
	}
	static Outcome suspected(const packet::Bytes& frame) { return monitored(CTG_DNS_REPLY_UNSOLICITED, frame); }
	static Outcome refused(const packet::Bytes& frame) { return dropped(CTG_DNS_REPLY_UNSOLICITED, frame); }
};

TEST_F(DnsReplyUnsolicited, DropsWhatNobodyAskedForOnceConntrackWasSeenToKnowFlows)
{
	FilterRun filter{config()};
	ask(40000);
	const auto answer = udp(53, 40000), reflected = udp(53, 40001);
	EXPECT_EQ(filter(reflected), suspected(reflected)) << "it begins to learn";
	EXPECT_EQ(filter(reflected), suspected(reflected)) << "conntrack has known no flow yet";
	EXPECT_EQ(filter(answer), passed(answer));
	EXPECT_EQ(filter(reflected), refused(reflected));
	EXPECT_EQ(filter(answer), passed(answer));
}

TEST_F(DnsReplyUnsolicited, OnlyCountsForAsLongAsItLearns)
{
	FilterRun filter{config(std::chrono::seconds{300})};
	ask(40000);
	filter(udp(53, 40001));
	filter(udp(53, 40000));
	const auto reflected = udp(53, 40001);
	EXPECT_EQ(filter(reflected), suspected(reflected));
	filter.age_learning(std::chrono::seconds{299});
	EXPECT_EQ(filter(reflected), suspected(reflected));
	filter.age_learning(std::chrono::seconds{2});
	EXPECT_EQ(filter(reflected), refused(reflected));
}

TEST_F(DnsReplyUnsolicited, LearnsAnewWhenConntrackWasFlushed)
{
	FilterRun filter{config(std::chrono::seconds{300})};
	ask(40000);
	const auto answer = udp(53, 40000), reflected = udp(53, 40001);
	filter.trust_conntrack(reflected);
	filter.age_learning(std::chrono::seconds{600});
	EXPECT_EQ(filter(reflected), refused(reflected));
	flush_conntrack();
	EXPECT_EQ(filter(answer), suspected(answer)) << "nobody can know that it was asked for";
	EXPECT_EQ(filter(reflected), suspected(reflected));
	filter.age_learning(std::chrono::seconds{299});
	EXPECT_EQ(filter(reflected), suspected(reflected));
	filter.age_learning(std::chrono::seconds{2});
	EXPECT_EQ(filter(reflected), refused(reflected));
}

TEST_F(DnsReplyUnsolicited, LearnsByItselfWhatAnotherFilterOfTheHostHasLearnt)
{
	FilterRun first{config(std::chrono::seconds{300})}, second{config(std::chrono::seconds{300})};
	const auto reflected = udp(53, 40001);
	ask(40000);
	first.trust_conntrack(reflected);
	first.age_learning(std::chrono::seconds{600});
	EXPECT_EQ(first(reflected), refused(reflected));
	EXPECT_EQ(second(reflected), suspected(reflected)) << "it begins";
	second(udp(53, 40000));
	EXPECT_EQ(second(reflected), suspected(reflected)) << "conntrack knows flows, but since when?";
}

TEST_F(DnsReplyUnsolicited, TrustsConntrackNoLongerThanAnHourAfterItKnewAFlow)
{
	FilterRun filter{config()};
	const auto reflected = udp(53, 40001);
	filter.trust_conntrack(reflected);
	filter.age_learning(std::chrono::minutes{59});
	EXPECT_EQ(filter(reflected), refused(reflected));
	filter.age_learning(std::chrono::minutes{2});
	EXPECT_EQ(filter(reflected), suspected(reflected));
}

TEST_F(DnsReplyUnsolicited, IsAskedOfEveryPortThatALimitOfRepliesNames)
{
	FilterRun filter{config()};
	filter.trust_conntrack(udp(53, 40001));
	for (const auto port : std::initializer_list<std::uint16_t>{53, 123, 1900, 11211, 389, 19, 161}) {
		const auto reflected = udp(port, 40001);
		EXPECT_EQ(filter(reflected), refused(reflected)) << port;
	}
	for (const auto port : std::initializer_list<std::uint16_t>{54, 443, 5353}) {
		const auto other = udp(port, 40001);
		EXPECT_EQ(filter(other), passed(other)) << port;
	}
}

TEST_F(DnsReplyUnsolicited, LeavesWhatMayBeAQuestion)
{
	FilterRun filter{config()};
	filter.trust_conntrack(udp(53, 40001));
	for (const auto& question : {udp(53, 53), udp(123, 123), udp(123, 53), udp(40000, 53)})
		EXPECT_EQ(filter(question), passed(question));
}

TEST_F(DnsReplyUnsolicited, StandsBeforeTheLimitWhichItSparesItsTokens)
{
	Config both = config();
	const ctg_reason source = limit_reason("dns-reply", CTG_EACH_SOURCE);
	both.set_action(source, CTG_DROP);
	set_burst(both, source, 1);
	FilterRun filter{both};
	filter.trust_conntrack(udp(53, 40001)); // spends the token while it learns
	const auto reflected = udp(53, 40001);
	EXPECT_EQ(filter(reflected), refused(reflected));
}

} // namespace
} // namespace ctgate
