// SPDX-License-Identifier: MIT
#include "tests/bpf/conntrack_entry.hpp"
#include "tests/bpf/trigger.hpp"

#include <chrono>

namespace ctgate
{
namespace
{

using packet::Frame;

class TcpOutOfState : public ConntrackTest
{
protected:
	static Config config(ctg_action action)
	{
		Config config = only(CTG_TCP_OUT_OF_STATE, action);
		config.set_learning(std::chrono::seconds{0});
		return config;
	}

	static packet::Bytes segment(std::uint8_t flags, std::uint16_t from, std::uint16_t checksum = 0x1241)
	{
		return Frame{}.ipv4().tcp({.source_port = from, .flags = flags, .checksum = checksum}).bytes();
	}
};

constexpr std::uint16_t kKnown = 40000, kUnknown = 40001;

TEST_F(TcpOutOfState, DropsEverySegmentOfAFlowThatConntrackDoesNotKnow)
{
	know_tcp({.source_port = kKnown, .destination_port = 80});
	FilterRun filter{config(CTG_DROP)};
	const auto first = segment(packet::kAck, kUnknown);
	EXPECT_EQ(filter(first), monitored(CTG_TCP_OUT_OF_STATE, first)) << "it begins to learn";
	EXPECT_EQ(filter(segment(packet::kAck, kKnown)), passed(segment(packet::kAck, kKnown)));
	for (const std::uint8_t flags :
	     {packet::kAck, packet::kRst, std::uint8_t(packet::kRst | packet::kAck),
	      std::uint8_t(packet::kFin | packet::kAck), std::uint8_t(packet::kSyn | packet::kAck),
	      std::uint8_t(packet::kPsh | packet::kAck)}) {
		const auto known = segment(flags, kKnown), unknown = segment(flags, kUnknown);
		EXPECT_EQ(filter(known), passed(known)) << int{flags};
		EXPECT_EQ(filter(unknown), dropped(CTG_TCP_OUT_OF_STATE, unknown)) << int{flags};
	}
}

TEST_F(TcpOutOfState, LeavesWhatOpensAConnection)
{
	FilterRun filter{config(CTG_DROP)};
	filter.trust_conntrack(segment(packet::kAck, kUnknown));
	for (const std::uint8_t flags : {packet::kSyn, std::uint8_t(packet::kSyn | packet::kPsh), std::uint8_t{0xc2}}) {
		const auto opening = segment(flags, kUnknown);
		EXPECT_EQ(filter(opening), passed(opening)) << int{flags};
	}
}

TEST_F(TcpOutOfState, AsksAboutASampleOfSegmentsWhileItMonitors)
{
	Config config = TcpOutOfState::config(CTG_MONITOR);
	config.set_action(CTG_PREFIX_DENIED, CTG_DROP);
	const Sets none, of_others{.allow = {}, .deny = {"192.0.2.0/24"}}; // for which every segment is looked at
	for (const Sets& sets : {none, of_others}) {
		FilterRun filter{config, sets};
		unsigned asked = 0;
		for (unsigned checksum = 0; checksum < 0x1000; ++checksum) {
			const auto frame = segment(packet::kAck, kUnknown, static_cast<std::uint16_t>(checksum));
			asked += filter(frame) == monitored(CTG_TCP_OUT_OF_STATE, frame);
		}
		EXPECT_EQ(asked, 0x1000u / CTG_OUT_OF_STATE_SAMPLE);
	}
}

TEST_F(TcpOutOfState, KnowsTheOtherDirectionAndIpv6)
{
	know_tcp({.source = "203.0.113.1",
		  .destination = "198.51.100.1",
		  .source_port = 80,
		  .destination_port = kKnown});
	know_tcp({.source = "2001:db8:2::1",
		  .destination = "2001:db8:1::1",
		  .source_port = 80,
		  .destination_port = kKnown});
	FilterRun filter{config(CTG_DROP)};
	filter.trust_conntrack(segment(packet::kAck, kUnknown));
	for (const Frame& ip : {Frame{}.ipv4(), Frame{}.ipv6()}) {
		const auto known = Frame{ip}.tcp({.source_port = kKnown, .flags = packet::kAck}).bytes();
		const auto unknown = Frame{ip}.tcp({.source_port = kUnknown, .flags = packet::kAck}).bytes();
		EXPECT_EQ(filter(known), passed(known));
		EXPECT_EQ(filter(unknown), dropped(CTG_TCP_OUT_OF_STATE, unknown));
	}
}

TEST_F(TcpOutOfState, CountsTheEntryOfABareAckWhichConntrackPicksUp)
{
	FilterRun filter{config(CTG_DROP)};
	filter.trust_conntrack(segment(packet::kAck, kUnknown));
	filter.repeat(segment(packet::kAck, kUnknown), 10);
	filter.repeat(segment(packet::kRst, kUnknown), 10);
	Counters::Entries expected{};
	expected[CTG_ENTRY_TCP_ACK] = 10;
	EXPECT_EQ(filter.counters().entries_dropped[CTG_TCP_OUT_OF_STATE], expected);
}

} // namespace
} // namespace ctgate
