// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

/// Which of several limits a packet belongs to: each lets one packet of a source pass and drops the second.
class LimitFirstMatch : public FilterTest
{
protected:
	static Limit udp(const std::string& name, std::vector<std::uint16_t> ports, ctg_side side = CTG_DESTINATION)
	{
		return limit_of(name, CTG_LIMIT_UDP, 1, std::move(ports), side);
	}

	/// The reason under which the second of two such packets is dropped; empty when it passes.
	static std::string limit_that_takes(const std::vector<Limit>& limits, std::uint16_t from, std::uint16_t to)
	{
		FilterRun filter{only_limits(limits, CTG_EACH_SOURCE)};
		const auto frame = Frame{}.ipv4().udp({.source_port = from, .destination_port = to}).bytes();
		const auto second = (filter(frame), filter(frame));
		const auto& counter = second.moved.begin()->first;
		return counter.starts_with("dropped ") ? counter.substr(sizeof("dropped ") - 1) : "";
	}
};

TEST_F(LimitFirstMatch, IsThatOfTheDestinationPortThenOfTheSourcePortThenWithoutPorts)
{
	const std::vector<Limit> limits{udp("rest", {}), udp("from", {2000}, CTG_SOURCE), udp("to", {1000})};
	EXPECT_EQ(limit_that_takes(limits, 2000, 1000), "limit_to_source");
	EXPECT_EQ(limit_that_takes(limits, 40000, 1000), "limit_to_source");
	EXPECT_EQ(limit_that_takes(limits, 2000, 40000), "limit_from_source");
	EXPECT_EQ(limit_that_takes(limits, 1000, 2000), "limit_rest_source") << "each port on the other side";
	EXPECT_EQ(limit_that_takes(limits, 40000, 40001), "limit_rest_source");
}

TEST_F(LimitFirstMatch, OfTheSameKindIsTheLowerSlot)
{
	EXPECT_EQ(limit_that_takes({udp("one", {7}), udp("two", {7})}, 40000, 7), "limit_one_source");
	EXPECT_EQ(limit_that_takes({udp("one", {7}, CTG_SOURCE), udp("two", {7}, CTG_SOURCE)}, 7, 40000),
		  "limit_one_source");
	EXPECT_EQ(limit_that_takes({udp("one", {}), udp("two", {})}, 40000, 7), "limit_one_source");
}

TEST_F(LimitFirstMatch, KnowsEveryPortOfAListOnItsSide)
{
	std::vector<std::uint16_t> ports;
	for (unsigned i = 0; i < CTG_LIMIT_PORTS_MAX; ++i)
		ports.push_back(static_cast<std::uint16_t>(i == 0 ? 1 : 4369 * i)); // 65535 is the last
	for (const auto side : {CTG_DESTINATION, CTG_SOURCE})
		for (const std::uint16_t port : {ports[0], ports[7], ports[CTG_LIMIT_PORTS_MAX - 1]}) {
			const bool by_source = side == CTG_SOURCE;
			const std::uint16_t from = by_source ? port : 40000, to = by_source ? 40000 : port;
			EXPECT_EQ(limit_that_takes({udp("list", ports, side)}, from, to), "limit_list_source") << port;
			EXPECT_EQ(limit_that_takes({udp("list", ports, side)}, to, from), "") << port;
			EXPECT_EQ(limit_that_takes({udp("list", ports, side)}, from ^ 2, to ^ 2), "") << port;
		}
}

TEST_F(LimitFirstMatch, SpendsNothingOfTheOthers)
{
	FilterRun filter{only_limits({udp("to", {1000}), udp("rest", {})}, CTG_EACH_SOURCE)};
	const auto claimed = Frame{}.ipv4().udp({.destination_port = 1000}).bytes();
	const auto other = Frame{}.ipv4().udp({.destination_port = 1001}).bytes();
	filter.repeat(claimed, 10);
	EXPECT_EQ(filter(other), passed(other));
	EXPECT_EQ(filter(other), dropped("limit_rest_source", other));
}

TEST_F(LimitFirstMatch, HoldsInEverySlot)
{
	std::vector<Limit> limits;
	for (std::uint16_t i = 0; i < CTG_LIMITS_MAX - Config::defaults().limits().size(); ++i)
		limits.push_back(udp("n" + std::to_string(i), {static_cast<std::uint16_t>(1000 + i)}));
	FilterRun filter{only_limits(limits, CTG_EACH_SOURCE)};
	for (const Limit& limit : limits) {
		const auto frame = Frame{}.ipv4().udp({.destination_port = limit.ports.front()}).bytes();
		EXPECT_EQ(filter(frame), passed(frame)) << limit.name;
		EXPECT_EQ(filter(frame), dropped("limit_" + limit.name + "_source", frame));
	}
}

} // namespace
} // namespace ctgate
