// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class LimitMatch : public FilterTest
{
protected:
	inline static const ctg_reason kQueries = limit_reason("dns", CTG_EACH_SOURCE),
				       kReplies = limit_reason("dns-reply", CTG_EACH_SOURCE);

	/// Both limits of DNS with a source bucket of one packet each.
	static Config one_each()
	{
		Config config = all(CTG_OFF);
		for (const ctg_reason reason : {kQueries, kReplies}) {
			config.set_action(reason, CTG_DROP);
			set_burst(config, reason, 1);
		}
		return config;
	}

	static packet::Bytes udp(std::uint16_t from, std::uint16_t to)
	{
		return Frame{}.ipv4().udp({.source_port = from, .destination_port = to}).bytes();
	}
};

TEST_F(LimitMatch, QueriesAndRepliesHaveBucketsOfTheirOwn)
{
	FilterRun filter{one_each()};
	const auto query = udp(40000, 53), reply = udp(53, 40000);
	EXPECT_EQ(filter(query), passed(query));
	EXPECT_EQ(filter(query), dropped(kQueries, query));
	EXPECT_EQ(filter(reply), passed(reply));
	EXPECT_EQ(filter(reply), dropped(kReplies, reply));
}

TEST_F(LimitMatch, FromPort53ToPort53IsAQuery)
{
	FilterRun filter{one_each()};
	const auto both = udp(53, 53), reply = udp(53, 40000);
	EXPECT_EQ(filter(both), passed(both));
	EXPECT_EQ(filter(both), dropped(kQueries, both));
	EXPECT_EQ(filter(reply), passed(reply));
}

TEST_F(LimitMatch, EveryOtherPortIsFree)
{
	FilterRun filter{one_each()};
	for (unsigned port = 0; port <= 0xffff; port += port < 1024 ? 1 : 509) {
		if (port == 53)
			continue;
		const auto to = udp(40000, static_cast<std::uint16_t>(port));
		const auto from = udp(static_cast<std::uint16_t>(port), 40000);
		for (int i = 0; i < 2; ++i) {
			EXPECT_EQ(filter(to), passed(to)) << port;
			EXPECT_EQ(filter(from), passed(from)) << port;
		}
	}
}

TEST_F(LimitMatch, TcpToPort53IsFree)
{
	FilterRun filter{one_each()};
	const auto frame = Frame{}.ipv4().tcp({.destination_port = 53}).bytes();
	for (int i = 0; i < 3; ++i)
		EXPECT_EQ(filter(frame), passed(frame));
}

TEST_F(LimitMatch, PortsAreFoundBehindTagsOptionsAndExtensionHeaders)
{
	for (const Frame& ip : {Frame{}.vlan(1, 0x88a8).vlan(2).ipv4({.options = 40}),
				Frame{}.ipv6().extension({.kind = 51, .length = 12}).fragment({}),
				Frame{}.ipv4({.more_fragments = true})}) {
		FilterRun filter{one_each()};
		const auto query = Frame{ip}.udp().bytes();
		EXPECT_EQ(filter(query), passed(query));
		EXPECT_EQ(filter(query), dropped(kQueries, query));
	}
}

TEST_F(LimitMatch, AMalformedQuerySpendsNothing)
{
	Config config = one_each();
	config.set_action(CTG_UDP_LENGTH, CTG_DROP);
	FilterRun filter{config};
	const auto malformed = Frame{}.ipv4().udp({.length = std::uint16_t{7}}).bytes(), query = udp(40000, 53);
	EXPECT_EQ(filter(malformed), dropped(CTG_UDP_LENGTH, malformed));
	EXPECT_EQ(filter(query), passed(query));
}

} // namespace
} // namespace ctgate
