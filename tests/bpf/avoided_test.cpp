// SPDX-License-Identifier: MIT
#include "tests/bpf/conntrack_entry.hpp"
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

/// How many conntrack entries a reason kept from being made.
class Avoided : public ConntrackTest
{
protected:
	static constexpr std::uint32_t kSample = CTG_AVOIDED_SAMPLE;

	using Entries = Counters::Entries;

	/// Nothing of this limit passes after the first packet.
	static Config one_packet(ctg_limit_protocol protocol, Counting counting = Counting::kAll)
	{
		Limit limit = limit_of("one", protocol, 1);
		limit.counting = counting;
		return only_limits({limit}, CTG_EACH_SOURCE);
	}

	/// What stands in the map after the limit dropped this frame so often.
	static Entries after(const Config& config, const Frame& frame, std::uint32_t drops)
	{
		FilterRun filter{config};
		EXPECT_EQ(filter.repeat(frame.bytes(), drops + 1).moved["dropped limit_one_source"].packets, drops);
		return filter.counters().entries_dropped[config.reason("one", CTG_EACH_SOURCE)];
	}

	static Entries only(ctg_entry_kind kind, std::uint64_t entries)
	{
		Entries expected{};
		expected[kind] = entries;
		return expected;
	}
};

TEST_F(Avoided, IsCountedOneByOneWhereConntrackWasAsked)
{
	EXPECT_EQ(after(one_packet(CTG_LIMIT_UDP, Counting::kNewOnly), Frame{}.ipv4().udp(), 30),
		  only(CTG_ENTRY_UDP, 30));
	EXPECT_EQ(after(one_packet(CTG_LIMIT_TCP_SYN, Counting::kNewOnly), Frame{}.ipv4().tcp(), 30),
		  only(CTG_ENTRY_TCP_SYN, 30));
}

TEST_F(Avoided, IsExactOfTheFirstAndEstimatedOfTheRestWhereItWasNot)
{
	for (const std::uint32_t exact : {1u, 7u, kSample})
		EXPECT_EQ(after(one_packet(CTG_LIMIT_UDP), Frame{}.ipv4().udp(), exact), only(CTG_ENTRY_UDP, exact));
	EXPECT_EQ(after(one_packet(CTG_LIMIT_UDP), Frame{}.ipv4().udp(), 2 * kSample - 1),
		  only(CTG_ENTRY_UDP, kSample));
	EXPECT_EQ(after(one_packet(CTG_LIMIT_UDP), Frame{}.ipv4().udp(), 10 * kSample),
		  only(CTG_ENTRY_UDP, 10 * kSample));
	EXPECT_EQ(after(one_packet(CTG_LIMIT_TCP_SYN), Frame{}.ipv6().tcp(), kSample),
		  only(CTG_ENTRY_TCP_SYN, kSample));
}

TEST_F(Avoided, IsNothingOfAFlowThatHasItsEntry)
{
	know_udp({});
	EXPECT_EQ(after(one_packet(CTG_LIMIT_UDP), Frame{}.ipv4().udp(), 10 * kSample), Entries{});
}

TEST_F(Avoided, IsEveryPacketThatConntrackCannotBeAskedAbout)
{
	EXPECT_EQ(after(one_packet(CTG_LIMIT_ICMP_ECHO), Frame{}.ipv4().icmp(), 30), only(CTG_ENTRY_ICMP, 30));
	EXPECT_EQ(after(one_packet(CTG_LIMIT_OTHER), Frame{}.ipv4({.protocol = std::uint8_t{132}}).payload(40), 30),
		  only(CTG_ENTRY_OTHER, 30));
}

TEST_F(Avoided, IsCountedApartWhileItMonitors)
{
	Config config = one_packet(CTG_LIMIT_UDP, Counting::kNewOnly);
	const ctg_reason reason = config.reason("one", CTG_EACH_SOURCE);
	for (const auto& [action, arming] : {std::pair{CTG_MONITOR, Arming::kArmed}, {CTG_DROP, Arming::kDisarmed}}) {
		config.set_action(reason, action);
		config.set_arming(arming);
		FilterRun filter{config};
		EXPECT_EQ(filter.repeat(Frame{}.ipv4().udp().bytes(), 31).moved["passed"].packets, 31u);
		EXPECT_EQ(filter.counters().entries_monitored[reason], only(CTG_ENTRY_UDP, 30));
		EXPECT_EQ(filter.counters().entries_dropped[reason], Entries{});
	}
}

TEST_F(Avoided, IsNothingOfMalformedPackets)
{
	FilterRun filter{all(CTG_DROP)};
	filter.repeat(Frame{}.ipv4().tcp({.flags = 0}).bytes(), 10 * kSample);
	filter.repeat(Frame{}.ipv4().udp({.length = 7}).bytes(), 10 * kSample);
	filter.repeat(Frame{}.ipv4({.total_length = 27}).icmp().bytes(), 10 * kSample);
	EXPECT_EQ(filter.counters().dropped_in_all().packets, 30u * kSample);
	for (const auto& entries : filter.counters().entries_dropped)
		EXPECT_EQ(entries, Entries{});
}

TEST_F(Avoided, OfADeniedSourceIsWhatItsPacketsWouldHaveMade)
{
	FilterRun filter{ctgate::only(CTG_PREFIX_DENIED, CTG_DROP), {.allow = {}, .deny = {"198.51.100.0/24"}}};
	const auto entries = [&](const Frame& frame, std::uint32_t times) {
		const Entries before = filter.counters().entries_dropped[CTG_PREFIX_DENIED];
		filter.repeat(frame.bytes(), times);
		Entries moved = filter.counters().entries_dropped[CTG_PREFIX_DENIED];
		for (std::size_t kind = 0; kind < moved.size(); ++kind)
			moved[kind] -= before[kind];
		return moved;
	};
	EXPECT_EQ(entries(Frame{}.ipv4().tcp({.flags = packet::kSyn}), kSample), only(CTG_ENTRY_TCP_SYN, kSample));
	EXPECT_EQ(entries(Frame{}.ipv4().tcp({.flags = packet::kAck}), kSample), only(CTG_ENTRY_TCP_ACK, kSample));
	EXPECT_EQ(entries(Frame{}.ipv4().tcp({.flags = packet::kRst}), kSample), Entries{}) << "never makes one";
	EXPECT_EQ(entries(Frame{}.ipv4().udp(), kSample), only(CTG_ENTRY_UDP, kSample));
	EXPECT_EQ(entries(Frame{}.ipv4().icmp({.type = 0}), kSample), Entries{}) << "nobody's answer makes none";
	EXPECT_EQ(entries(Frame{}.ipv4({.fragment_offset = 5}).udp(), kSample), Entries{}) << "nobody looked that far";
}

} // namespace
} // namespace ctgate
