// SPDX-License-Identifier: MIT
// `ctgate why` says what the filter that stands does with a packet on the wire, and does nothing itself.
#include "tests/e2e/testbed.hpp"
#include "tests/packet/pcap_writer.hpp"
#include "tests/packet/temporary_file.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using nlohmann::json;
using packet::Frame;
using packet::kAck;
using packet::kSyn;
using packet::pcap_file;
using packet::TemporaryFile;
using testing::AllOf;
using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Words = std::vector<std::string>;

constexpr int kFailed = 1; // as docs/cli.md has it

constexpr const char* kClient = "10.1.0.2";
constexpr const char* kServer = "10.2.0.2";

class Why : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static std::string why(const Testbed& bed, const Words& packet)
	{
		Words arguments{"why"};
		arguments.insert(arguments.end(), packet.begin(), packet.end());
		return bed.ctgate_done(arguments);
	}

	static packet::Bytes query(const char* source = kClient)
	{
		return Frame{}.ipv4({.source = source, .destination = kServer}).udp().payload(30).bytes();
	}

	static packet::Bytes segment(const char* source, std::uint8_t flags)
	{
		return Frame{}.ipv4({.source = source, .destination = kServer}).tcp({.flags = flags}).bytes();
	}

	/// An entry in conntrack for the flow of query() or segment().
	static void let_conntrack_know(const Testbed& bed, const packet::Bytes& first, const char* source)
	{
		count(bed.filter(), bed.wire(), first);
		ASSERT_TRUE(eventually([&] { return bed.judged(Family::kIpv4).fresh.contains(source); }));
	}
};

TEST_F(Why, NamesTheReasonForWhichASegmentIsDropped)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const Words null{"--tcp", "192.0.2.7:4711", "10.2.0.2:443", "--flags", "none"};
	EXPECT_THAT(why(bed, null), AllOf(StartsWith("gate0: TCP 192.0.2.7:4711 > 10.2.0.2:443 [none], 54 bytes\n"),
					  HasSubstr("  reason     tcp_flags_null: no flag at all"),
					  EndsWith("  verdict    DROPPED: tcp_flags_null\n"
						   "  more       ctgate explain tcp_flags_null\n")));
	bed.ctgate_done({"disarm"});
	EXPECT_THAT(why(bed, null), HasSubstr("PASSED, because the filter is disarmed; armed, it would be"));
	bed.ctgate_done({"reason", "set", "tcp_flags_null", "monitor"});
	EXPECT_THAT(why(bed, null), HasSubstr("  verdict    PASSED; monitored: tcp_flags_null"));
	bed.ctgate_done({"reason", "set", "tcp_flags_null", "off"});
	EXPECT_THAT(why(bed, null), AllOf(HasSubstr("  action     off: not even counted, and the packet goes on\n"),
					  Not(HasSubstr("DROPPED"))));
}

TEST_F(Why, TellsInWhichSetTheSourceIs)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const Words query{"--udp", "192.0.2.7:4711", "10.2.0.2:53"};
	EXPECT_THAT(why(bed, query), Not(AnyOf(HasSubstr("  allow "), HasSubstr("  deny "))));
	bed.ctgate_done({"deny", "add", "192.0.2.0/24"});
	EXPECT_THAT(why(bed, query), AllOf(HasSubstr("  deny       the source is in the set\n"),
					   HasSubstr("  verdict    DROPPED: prefix_denied\n")));
	bed.ctgate_done({"allow", "add", "192.0.2.7"});
	EXPECT_THAT(why(bed, query),
		    AllOf(HasSubstr("  allow      the source is in the set"), EndsWith("  verdict    PASSED\n")));
}

TEST_F(Why, ShowsTheBucketsThatPacketsOnTheWireEmptied)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"limit", "set", "dns", "--source-rate", "1/h", "--source-burst", "4"});
	const Words packet{"--udp", fmt::format("{}:40000", kClient), fmt::format("{}:53", kServer)};
	EXPECT_THAT(why(bed, packet), HasSubstr("  bucket     source /32: 4 of 4 tokens left, 1/h\n"));
	count(bed.filter(), bed.wire(), query(), 3);
	EXPECT_THAT(why(bed, packet),
		    AllOf(HasSubstr("source /32: 1 of 4 tokens left, 1/h\n"),
			  HasSubstr("source /24: 61 of 64 tokens left, 16/h\n"), HasSubstr("  verdict    PASSED\n")));
	count(bed.filter(), bed.wire(), query(), 3);
	EXPECT_THAT(why(bed, packet), AllOf(HasSubstr("source /32: 0 of 4 tokens left, 1/h; EMPTY, the next in 60 min"),
					    HasSubstr("  reason     limit_dns_source: "),
					    HasSubstr("  verdict    DROPPED: limit_dns_source\n")));
	EXPECT_EQ(count(bed.filter(), bed.wire(), query()).dropped(bed.reason("limit_dns_source")), 1u);
}

TEST_F(Why, TellsWhoMayHaveTheLastOfTheTotal)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"limit", "set", "dns", "--rate", "1/h", "--burst", "8"});
	let_conntrack_know(bed, query(), kClient);
	count(bed.filter(), bed.wire(), query(), 3);
	const std::string server = fmt::format("{}:53", kServer);
	EXPECT_THAT(why(bed, {"--udp", "10.1.0.77:40000", server}),
		    AllOf(HasSubstr("total: 4 of 8 tokens left, 1/h; EMPTY for strangers (the last 4"),
			  HasSubstr("  memory     the source is a stranger"),
			  HasSubstr("  verdict    DROPPED: limit_dns_total\n")));
	EXPECT_THAT(why(bed, {"--udp", fmt::format("{}:40000", kClient), server}),
		    AllOf(HasSubstr("  memory     the source was first seen less than 17 seconds before"),
			  HasSubstr("  conntrack  knows the flow"), HasSubstr("  verdict    PASSED\n")));
}

TEST_F(Why, AsksConntrackWhetherItKnowsTheFlow)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"reason", "set", "tcp_out_of_state", "drop", "--learning", "0"});
	let_conntrack_know(bed, segment(kClient, kSyn), kClient);
	const Words stranger{"--tcp", "10.1.0.9:40000", "10.2.0.2:80", "--flags", "A"};
	EXPECT_THAT(why(bed, stranger), AllOf(HasSubstr("knows no such flow"), HasSubstr("may not know every flow yet"),
					      HasSubstr("PASSED; monitored: tcp_out_of_state")));

	count(bed.filter(), bed.wire(), segment("10.1.0.8", kAck)); // the filter begins to learn
	count(bed.filter(), bed.wire(), segment(kClient, kAck));    // and sees that conntrack is at work
	EXPECT_THAT(why(bed, stranger), AllOf(HasSubstr("  conntrack  knows no such flow\n"),
					      HasSubstr("has been at work long enough to be believed"),
					      HasSubstr("  verdict    DROPPED: tcp_out_of_state\n")));
	EXPECT_EQ(count(bed.filter(), bed.wire(), segment("10.1.0.9", kAck)).dropped(CTG_TCP_OUT_OF_STATE), 1u);

	const std::string client = fmt::format("{}:40000", kClient), server = fmt::format("{}:80", kServer);
	EXPECT_THAT(why(bed, {"--tcp", client, server, "--flags", "A"}),
		    AllOf(HasSubstr("this packet goes the way of its first one"), HasSubstr("  verdict    PASSED\n")));
	EXPECT_THAT(why(bed, {"--tcp", server, client, "--flags", "SA"}), HasSubstr("the other way, as a reply does"));
}

TEST_F(Why, LeavesAnAnsweredQuestionOutOfTheLimitOfNewFlows)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	let_conntrack_know(bed, query(), kClient);
	const std::string server = fmt::format("{}:53", kServer);
	EXPECT_THAT(why(bed, {"--udp", server, fmt::format("{}:40000", kClient)}),
		    AllOf(HasSubstr("  limit      dns-reply: UDP from port 53, new flows only\n"),
			  HasSubstr("counts new flows only, and conntrack knows this one"), Not(HasSubstr("bucket"))));
	EXPECT_THAT(why(bed, {"--udp", server, fmt::format("{}:40001", kClient)}),
		    AllOf(HasSubstr("dns_reply_unsolicited"), HasSubstr("  bucket     source /32: 200 of 200")));
}

/// Verdict and reason of each frame of a capture are those that the same frame then meets on the wire.
TEST_F(Why, SaysOfEachFrameWhatThenHappensToIt)
{
	const std::vector<packet::Bytes> frames{
		Frame{}.ipv4().tcp({.flags = 0}).bytes(),
		Frame{}.ipv4().tcp({.flags = kSyn}).bytes(),
		Frame{}.ipv6().tcp({.flags = 0x29}).bytes(),
		Frame{}.vlan(7).vlan(8).ipv4().udp({.length = 7}).payload(30).bytes(),
		Frame{}.ipv4({.options = 8}).tcp({.flags = kSyn, .data_offset = 4}).bytes(),
		Frame{}.ipv4({.more_fragments = true}).tcp().truncated(14 + 20 + 8),
		Frame{}.ipv4({.fragment_offset = 10}).payload(40).bytes(),
		Frame{}.ethertype(0x0806).payload(28).bytes(),
		Frame{}.ipv4().icmp().payload(56).bytes(),
		Frame{}.ipv6().udp().payload(30).bytes(),
	};
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const TemporaryFile capture{pcap_file(frames)};
	const auto document = json::parse(why(bed, {"gate0", "--pcap", capture.path(), "--json"}));
	ASSERT_EQ(document.at("frames").size(), frames.size());
	for (std::size_t i = 0; i < frames.size(); ++i) {
		SCOPED_TRACE(i);
		const json& said = document.at("frames")[i];
		const auto counted = count(bed.filter(), bed.wire(), frames[i]);
		EXPECT_EQ(said.at("verdict"), counted.dropped() ? "dropped" : "passed");
		EXPECT_EQ(said.at("monitored").size(), counted.monitored());
		if (counted.dropped()) {
			EXPECT_EQ(counted.dropped(bed.reason(said.at("reason").get<std::string>())), 1u);
		}
	}
	EXPECT_EQ(document.at("summary").size(), 6u) << document.at("summary");
}

TEST_F(Why, ListsTheFramesOfACaptureAndTellsOneInFull)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const TemporaryFile capture{
		pcap_file(std::vector<packet::Bytes>{segment(kClient, kSyn), segment(kClient, 0), {1, 2, 3}, query()})};
	const std::string list = why(bed, {"--pcap", capture.path()});
	EXPECT_THAT(
		list,
		AllOf(HasSubstr("      1  passed      -                       TCP 10.1.0.2:40000 > 10.2.0.2:80 [S]\n"),
		      HasSubstr(
			      "      2  dropped     tcp_flags_null          TCP 10.1.0.2:40000 > 10.2.0.2:80 [none]\n"),
		      HasSubstr("      3  not asked   -                       a frame begins with"),
		      HasSubstr(" FRAMES  VERDICT     REASON\n"), HasSubstr("      2  passed      -\n"),
		      HasSubstr(fmt::format("ctgate why gate0 --pcap {} --frame NUMBER\n", capture.path()))));
	EXPECT_THAT(why(bed, {"--pcap", capture.path(), "--frame", "2"}),
		    AllOf(StartsWith("gate0: TCP"), HasSubstr("  verdict    DROPPED: tcp_flags_null\n")));
	const auto piped = bed.host().run(
		{"sh", "-c", fmt::format("{} why --pcap - --frame 2 < {}", CTGATE_BINARY, capture.path())});
	EXPECT_THAT(piped.out, HasSubstr("  verdict    DROPPED: tcp_flags_null\n")) << piped.err;
}

TEST_F(Why, TellsACaptureOfOneFrameInFullAndThatItIsCutOff)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const TemporaryFile capture{pcap_file({packet::WrittenFrame{segment(kClient, kSyn), 1514}})};
	EXPECT_THAT(why(bed, {"--pcap", capture.path()}),
		    AllOf(StartsWith("gate0: TCP 10.1.0.2:40000 > 10.2.0.2:80 [S], 1514 bytes\n"
				     "  capture    cut off after 54 bytes"),
			  HasSubstr("  verdict    PASSED\n")));
}

TEST_F(Why, ListsABrokenCaptureAsFarAsItGoes)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	auto content = pcap_file({segment(kClient, kSyn), segment(kClient, 0), query()});
	content.resize(content.size() - 1);
	const TemporaryFile capture{content};
	const auto listed = bed.ctgate({"why", "--pcap", capture.path()});
	EXPECT_EQ(listed.exit_code, kFailed);
	EXPECT_THAT(listed.out, AllOf(HasSubstr("      2  dropped"), HasSubstr("FRAMES")));
	EXPECT_THAT(listed.err, AllOf(StartsWith("ctgate: " + capture.path()), HasSubstr("truncated")));
	const auto document = bed.ctgate({"why", "--pcap", capture.path(), "--json"});
	EXPECT_EQ(document.exit_code, kFailed);
	EXPECT_EQ(json::parse(document.out).at("frames").size(), 2u) << "a whole document all the same";
}

TEST_F(Why, ReadsAFrameAsHexDigitsAndAsTcpdumpPrintsIt)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const std::string digits = fmt::format("{:02x}", fmt::join(segment(kClient, 0), ":"));
	EXPECT_THAT(why(bed, {"--hex", digits}), HasSubstr("  verdict    DROPPED: tcp_flags_null\n"));
	const auto piped = bed.host().run({"sh", "-c", fmt::format("echo {} | {} why --hex -", digits, CTGATE_BINARY)});
	EXPECT_THAT(piped.out, HasSubstr("DROPPED: tcp_flags_null")) << piped.err;
	const TemporaryFile file{packet::Bytes(digits.begin(), digits.end())};
	EXPECT_THAT(why(bed, {"--hex", "@" + file.path()}), HasSubstr("DROPPED: tcp_flags_null"));
}

/// A thousand frames that would empty every bucket, and make a source known.
TEST_F(Why, CountsNothingAndSpendsNothing)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.ctgate_done({"limit", "set", "dns", "--rate", "1/h", "--burst", "20", "--source-rate", "1/h",
			 "--source-burst", "8", "--destination-rate", "1/h", "--destination-burst", "12"});
	count(bed.filter(), bed.wire(), query(), 2);
	std::vector<packet::Bytes> frames(998, query());
	frames.push_back(segment(kClient, 0));
	frames.push_back(segment(kClient, kAck));
	const TemporaryFile capture{pcap_file(frames)};

	const auto totals = [&] {
		auto drops = json::parse(bed.ctgate_done({"drops", "--json", "--interval", "0.1"}));
		drops.at("interfaces")[0].erase("interval_seconds");
		return drops;
	};
	const Words packet{"--udp", fmt::format("{}:40000", kClient), fmt::format("{}:53", kServer)};
	const auto drops = totals();
	const std::string levels = why(bed, packet);
	EXPECT_THAT(levels, AllOf(HasSubstr("source /32: 6 of 8"), HasSubstr("destination: 10 of 12"),
				  HasSubstr("total: 18 of 20")));
	EXPECT_THAT(why(bed, {"--pcap", capture.path()}), HasSubstr("    999  dropped"));
	EXPECT_EQ(why(bed, packet), levels);
	EXPECT_EQ(totals(), drops);
}

} // namespace
} // namespace ctgate::e2e
