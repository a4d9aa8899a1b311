// SPDX-License-Identifier: MIT
#include "userspace/why/story.hpp"

#include "tests/userspace/why/steps.hpp"
#include "userspace/wire/frame.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace ctgate::why
{
namespace
{

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::size_t kTerminalColumns = 80;

wire::Bytes segment()
{
	return wire::tcp_frame(wire::between(wire::parse_endpoint("192.0.2.7:4711").value(),
					     wire::parse_endpoint("198.51.100.1:443").value())
				       .value(),
			       0x012, 0);
}

std::string story(const std::vector<ctg_step>& steps, std::uint32_t verdict = XDP_PASS,
		  const Config& config = Config::defaults(), std::size_t wire_length = 54)
{
	const wire::Bytes frame = segment();
	const Trace trace{.verdict = verdict, .steps = steps};
	const ctg_image image = image_of(config);
	const std::string text = story_text(
		{.interface = "eth0", .frame = frame, .wire_length = wire_length, .trace = trace, .image = image});
	std::istringstream lines{text};
	for (std::string line; std::getline(lines, line);)
		EXPECT_LE(line.size(), kTerminalColumns) << line;
	return text;
}

std::vector<ctg_step> with(std::vector<ctg_step> steps, const std::vector<ctg_step>& more)
{
	steps.insert(steps.end(), more.begin(), more.end());
	return steps;
}

TEST(WhyStory, TellsTheWayOfASegmentOfAKnownFlow)
{
	EXPECT_EQ(story(with(tcp_steps(0x12), {step(CTG_STEP_CONNTRACK, CTG_ENTRY_REPLY)})),
		  "eth0: TCP 192.0.2.7:4711 > 198.51.100.1:443 [S.], 54 bytes\n"
		  "  Ethernet   IPv4, header of 14 bytes\n"
		  "  IPv4       TCP, whole, 20 bytes behind the headers\n"
		  "  TCP        SYN ACK, header of 20 bytes\n"
		  "  checks     tcp_data_offset, tcp_flags_*: passed\n"
		  "  conntrack  knows the flow; this packet goes the other way, as a reply does\n"
		  "  verdict    PASSED\n");
}

TEST(WhyStory, NamesTheReasonOfADropAndWhatExplainsIt)
{
	const std::string text = story(with(tcp_steps(0), {reason_step(CTG_TCP_FLAGS_NULL, CTG_DROP)}), XDP_DROP);
	EXPECT_THAT(text, HasSubstr("  checks     tcp_data_offset: passed\n"));
	EXPECT_THAT(text, HasSubstr("  reason     tcp_flags_null: no flag at all: a NULL scan (nmap -sN)\n"
				    "  action     drop\n"));
	EXPECT_THAT(text, EndsWith("  verdict    DROPPED: tcp_flags_null\n"
				   "  more       ctgate explain tcp_flags_null\n"));
	EXPECT_THAT(text, Not(HasSubstr("limit")));
}

TEST(WhyStory, SaysThatADisarmedFilterDropsNothing)
{
	EXPECT_THAT(story(with(tcp_steps(0), {reason_step(CTG_TCP_FLAGS_NULL, CTG_DROP)}), XDP_PASS),
		    HasSubstr("  verdict    PASSED, because the filter is disarmed; armed, it would be\n"
			      "             dropped: tcp_flags_null\n"));
}

TEST(WhyStory, SaysWhatMonitorAndOffCome)
{
	const std::string monitored = story(with(tcp_steps(0), {reason_step(CTG_TCP_FLAGS_NULL, CTG_MONITOR)}));
	EXPECT_THAT(monitored, HasSubstr("action     monitor: counted, and the packet goes on\n"));
	EXPECT_THAT(monitored, EndsWith("verdict    PASSED; monitored: tcp_flags_null\n"));
	const std::string off = story(with(tcp_steps(0), {reason_step(CTG_TCP_FLAGS_NULL, CTG_OFF)}));
	EXPECT_THAT(off, HasSubstr("action     off: not even counted, and the packet goes on\n"));
	EXPECT_THAT(off, EndsWith("verdict    PASSED\n"));
}

TEST(WhyStory, DoesNotClaimThatFlagsWereCheckedWhenAllAreOff)
{
	Config config = Config::defaults();
	const auto flags = config.match_reasons("tcp_flags_*");
	for (const Reason& reason : flags.value())
		config.set_action(reason.id, CTG_OFF);
	EXPECT_THAT(story(tcp_steps(0x10), XDP_PASS, config), HasSubstr("checks     tcp_data_offset: passed\n"));
}

TEST(WhyStory, TellsTheLevelsOfALimit)
{
	const Config config = Config::defaults();
	const auto slot = config.slot("syn").value();
	const auto& limit = image_of(config).machine.limit[slot];
	const auto& pace = limit.source[CTG_IPV4][0].pace;
	const std::string text = story(
		with(tcp_steps(0x02),
		     {step(CTG_STEP_LIMIT, slot), step(CTG_STEP_BUCKET, CTG_EACH_SOURCE, 0, pace.cost * 97, pace.depth),
		      step(CTG_STEP_BUCKET, CTG_TOTAL, 0, limit.total.cost * 3500, limit.total.depth),
		      step(CTG_STEP_MEMORY, CTG_STRANGER), reason_step(config.reason("syn", CTG_TOTAL), CTG_MONITOR)}));
	EXPECT_THAT(text, HasSubstr("  limit      syn: TCP SYN"));
	EXPECT_THAT(text, HasSubstr("  bucket     source /32: 3 of 100 tokens left, 50/s\n"));
	EXPECT_THAT(text, HasSubstr("  bucket     total: 500 of 4000 tokens left, 2000/s; EMPTY for strangers (the\n"
				    "             last 2000 are reserved), the next in 750 ms\n"));
	EXPECT_THAT(text, HasSubstr("  memory     the source is a stranger"));
}

TEST(WhyStory, SaysWhyALimitOfNewFlowsWasLeftAlone)
{
	const Config config = Config::defaults();
	const std::vector<ctg_step> datagram{
		step(CTG_STEP_ETHERNET, 0x0800, 14), step(CTG_STEP_IP, 4, 17, CTG_WHOLE, 20),
		step(CTG_STEP_UDP, 0, 20, 53, 4711), step(CTG_STEP_LIMIT, config.slot("dns-reply").value())};
	EXPECT_THAT(story(with(datagram, {step(CTG_STEP_CONNTRACK, CTG_ENTRY_REPLY)})),
		    HasSubstr("not asked: it counts new flows only, and conntrack knows this one\n"));
	EXPECT_THAT(story(datagram), HasSubstr("conntrack could not say\n             whether this is one\n"));
}

TEST(WhyStory, LeavesOutWhatWasNeverRead)
{
	EXPECT_EQ(story({step(CTG_STEP_ETHERNET, 0x0806, 14)}),
		  "eth0: ARP, 54 bytes\n"
		  "  Ethernet   ARP, header of 14 bytes; ctgate looks no further\n"
		  "  verdict    PASSED\n");
	EXPECT_THAT(story({step(CTG_STEP_ETHERNET, 0x0800, 14), step(CTG_STEP_IP, 4, 17, CTG_LATER_FRAGMENT, 20)}),
		    testing::AllOf(StartsWith("eth0: UDP 192.0.2.7 > 198.51.100.1, later fragment"),
				   HasSubstr("it has no ports"), Not(HasSubstr("limit      "))));
}

TEST(WhyStory, SaysOfAnAllowedSourceThatNoLimitIsAsked)
{
	EXPECT_THAT(story(with({step(CTG_STEP_ETHERNET, 0x0800, 14), step(CTG_STEP_IP, 4, 17, CTG_WHOLE, 20)},
			       {step(CTG_STEP_SET, CTG_SET_ALLOW, 1), step(CTG_STEP_UDP, 0, 20, 4711, 53)})),
		    testing::AllOf(HasSubstr("  allow      the source is in the set: only malformed packets of it are"),
				   HasSubstr("  checks     udp_length: passed\n"), Not(HasSubstr("  limit"))));
}

TEST(WhyStory, SaysThatTheCaptureCutTheFrameOff)
{
	EXPECT_THAT(story(tcp_steps(0x10), XDP_PASS, Config::defaults(), 1514),
		    HasSubstr("[.], 1514 bytes\n  capture    cut off after 54 bytes"));
}

/// The longest names and addresses there are.
TEST(WhyStory, FitsATerminal)
{
	const Config config = Config::defaults();
	for (const Reason& reason : config.reasons())
		story(with(tcp_steps(0xff), {step(CTG_STEP_SET, CTG_SET_ALLOW, 0), step(CTG_STEP_LEARNING, 1),
					     reason_step(reason.id, CTG_DROP)}));
}

} // namespace
} // namespace ctgate::why
