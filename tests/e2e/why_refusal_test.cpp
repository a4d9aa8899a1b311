// SPDX-License-Identifier: MIT
// What `ctgate why` refuses: one sentence, the documented exit code, and nothing changed.
#include "tests/e2e/refusal.hpp"
#include "tests/packet/pcap_writer.hpp"
#include "tests/packet/temporary_file.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using packet::Frame;
using packet::pcap_file;
using packet::TemporaryFile;
using Words = std::vector<std::string>;

constexpr int kFailed = 1, kUsage = 2, kNotAttached = 3, kNotPermitted = 4; // as docs/cli.md has them

class WhyRefusal : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}
};

TEST_F(WhyRefusal, RefusesWhatIsNoPacketInOneSentence)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const TemporaryFile empty{pcap_file(std::vector<packet::Bytes>{})};
	const Words tcp{"why", "--tcp", "192.0.2.7:1", "192.0.2.8:2"};
	const auto with = [](Words words, const Words& more) {
		words.insert(words.end(), more.begin(), more.end());
		return words;
	};
	const std::vector<std::pair<Words, Words>> mistakes{
		{{"why"}, {"say which packet", "--tcp", "--udp", "--icmp-echo", "--hex", "--pcap"}},
		{{"why", "gate0"}, {"say which packet"}},
		{with(tcp, {"--hex", "00"}), {"--hex and --tcp are 2 packets; ask about one"}},
		{{"why", "--tcp", "192.0.2.7:1"}, {"--tcp 192.0.2.7:1", "where it goes to"}},
		{{"why", "--tcp", "192.0.2.7:1", "gate0"}, {"`gate0` is not an address with a port"}},
		{{"why", "--tcp", "192.0.2.7", "192.0.2.8:2"}, {"`192.0.2.7`", "write 192.0.2.7:4711"}},
		{{"why", "--tcp", "192.0.2.7:1", "[::1]:2"}, {"different versions of IP"}},
		{{"why", "--udp", "192.0.2.7:99999", "192.0.2.8:2"}, {"`99999`", "ports are 0 to 65535"}},
		{{"why", "--icmp-echo", "192.0.2.7", "server"}, {"`server` is not an IP address"}},
		{with(tcp, {"--flags", "SYN"}), {"`Y` in `SYN` is not a TCP flag"}},
		{{"why", "--udp", "192.0.2.7:1", "192.0.2.8:2", "--flags", "S"}, {"--flags belongs to --tcp"}},
		{with(tcp, {"--frame", "1"}), {"--frame belongs to --pcap"}},
		{with(tcp, {"--bytes", "70000"}), {"`70000` is not a payload of 0 to 65495 bytes"}},
		{{"why", "--hex", "00", "--bytes", "1"}, {"--bytes belongs to"}},
		{{"why", "--hex", "zz"}, {"`z` is not a hex digit"}},
		{{"why", "--hex", "020"}, {"half a byte is missing"}},
		{{"why", "--hex", "0200"}, {"Ethernet header of 14 bytes; of this one there are 2"}},
		{{"why", "--hex", "-"}, {"no hex digits"}},
		{{"why", "--hex", "@/nonexistent"}, {"cannot open /nonexistent"}},
		{{"why", "--pcap", "/nonexistent"}, {"cannot open /nonexistent"}},
		{{"why", "--pcap", CTGATE_BINARY}, {"is no capture", "tcpdump -i eth0 -w FILE"}},
		{{"why", "--pcap", empty.path()}, {"holds no frame"}},
		{{"why", "--pcap", empty.path(), "--frame", "2"}, {"has no frame 2; it has 0"}},
		{{"why", "--pcap", empty.path(), "--frame", "0"}, {"`0` is not the number of a frame"}},
	};
	for (const auto& [arguments, says] : mistakes) {
		SCOPED_TRACE(fmt::format("ctgate {}", fmt::join(arguments, " ")));
		expect_refused(bed, arguments, kUsage, says);
	}
}

TEST_F(WhyRefusal, RefusesACaptureThatIsNotOfEthernet)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	const TemporaryFile cooked{
		pcap_file({packet::WrittenFrame{Frame{}.ipv4().udp().bytes(), 100}}, packet::kLinkCooked)};
	expect_refused(bed, {"why", "--pcap", cooked.path()}, kUsage, {"LINUX_SLL", "not on `any`"});
}

TEST_F(WhyRefusal, WantsToKnowWhichFilterIsMeant)
{
	const Testbed bed;
	const Words echo{"why", "--icmp-echo", "192.0.2.7", "192.0.2.8"};
	const Words elsewhere{"why", "gate1", "--icmp-echo", "192.0.2.7", "192.0.2.8"};
	expect_refused(bed, echo, kNotAttached, {"no interface", "ctgate attach"});
	bed.ctgate_done({"attach", "gate0"});
	expect_refused(bed, elsewhere, kNotAttached, {"gate1", "did you mean `gate0`"});
	bed.ctgate_done({"attach", "lo", "--mode", "generic"});
	expect_refused(bed, echo, kUsage, {"several interfaces have a filter: ", "gate0", "lo", "ctgate why "});
	EXPECT_THAT(bed.ctgate_done({"why", "lo", "--icmp-echo", "127.0.0.1", "127.0.0.1"}),
		    testing::StartsWith("lo: ICMP echo request"));
}

TEST_F(WhyRefusal, NobodyIsNotTold)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	expect_command_refused(bed,
			       {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", CTGATE_BINARY, "why",
				"--icmp-echo", "192.0.2.7", "192.0.2.8"},
			       kNotPermitted, {"sudo ctgate"});
}

TEST_F(WhyRefusal, SaysThatTheInterfaceIsGone)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	bed.host().must("ip link delete gate0");
	expect_refused(bed, {"why", "gate0", "--icmp-echo", "192.0.2.7", "192.0.2.8"}, kFailed,
		       {"was deleted", "ctgate detach gate0"});
}

} // namespace
} // namespace ctgate::e2e
