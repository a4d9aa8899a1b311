// SPDX-License-Identifier: MIT
#include "userspace/wire/capture.hpp"

#include "tests/packet/pcap.hpp"
#include "tests/packet/pcap_writer.hpp"
#include "tests/packet/temporary_file.hpp"

#include <gmock/gmock.h>

namespace ctgate::wire
{
namespace
{

using packet::Frame;
using File = packet::TemporaryFile;
using ::testing::HasSubstr;

packet::Bytes octets(View bytes)
{
	packet::Bytes octets;
	for (const auto one : bytes)
		octets.push_back(std::to_integer<std::uint8_t>(one));
	return octets;
}

std::string refusal(const std::string& path)
{
	const auto capture = Capture::open(path);
	return capture ? "accepted" : capture.error().message();
}

TEST(WireCapture, GivesTheFramesOfAPcapOneByOne)
{
	const packet::Bytes first = Frame{}.ipv4().tcp().bytes(), second = Frame{}.ipv6().udp().bytes();
	const File file{packet::pcap_file({packet::WrittenFrame{first, static_cast<std::uint32_t>(first.size())},
					   packet::WrittenFrame{second, 1514}})};
	auto capture = Capture::open(file.path());
	ASSERT_TRUE(capture) << capture.error().message();
	auto frame = capture->next().value();
	EXPECT_EQ(octets(frame->bytes), first);
	EXPECT_EQ(frame->wire_length, first.size());
	frame = capture->next().value();
	EXPECT_EQ(octets(frame->bytes), second);
	EXPECT_EQ(frame->wire_length, 1514u) << "cut off";
	EXPECT_FALSE(capture->next().value());
}

/// Section header, interface description and one enhanced packet (draft-ietf-opsawg-pcapng), on a little-endian host.
TEST(WireCapture, ReadsPcapng)
{
	const File file{{
		0x0a, 0x0d, 0x0d, 0x0a, 28,   0,    0,    0,    0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, // section
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 28,   0,    0,    0,                //
		1,    0,    0,    0,    20,   0,    0,    0,    1,    0,    0,    0,    0, 0, 4, 0,
		20,   0,    0,    0, // Ethernet
		6,    0,    0,    0,    48,   0,    0,    0,    0,    0,    0,    0,    0, 0, 0, 0,
		0,    0,    0,    0,                                                                //
		14,   0,    0,    0,    60,   0,    0,    0,                                        // 14 bytes of 60
		1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   8, 6, 0, 0, //
		48,   0,    0,    0,
	}};
	auto capture = Capture::open(file.path());
	ASSERT_TRUE(capture) << capture.error().message();
	const auto frame = capture->next().value();
	EXPECT_EQ(octets(frame->bytes), (packet::Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8, 6}));
	EXPECT_EQ(frame->wire_length, 60u);
	EXPECT_FALSE(capture->next().value());
}

TEST(WireCapture, ReadsWhatTheTestsOwnReaderReads)
{
	const std::string path = CTGATE_FIXTURES "/captures/vlan-qinq.pcap";
	const auto expected = packet::read_pcap(path).value();
	auto capture = Capture::open(path).value();
	for (const auto& one : expected) {
		const auto frame = capture.next().value();
		ASSERT_TRUE(frame);
		EXPECT_EQ(octets(frame->bytes), one.bytes);
		EXPECT_EQ(frame->wire_length, one.wire_length);
	}
	EXPECT_FALSE(capture.next().value());
}

TEST(WireCapture, RefusesWhatIsNoCaptureOfEthernet)
{
	EXPECT_THAT(refusal("/nonexistent.pcap"), HasSubstr("cannot open /nonexistent.pcap: No such file"));
	EXPECT_THAT(refusal("/"), HasSubstr("/ is no capture: "));
	EXPECT_THAT(refusal(File{{}}.path()), HasSubstr("tcpdump -i eth0 -w FILE writes one"));
	EXPECT_THAT(refusal(File{packet::Bytes(100, 'x')}.path()), HasSubstr("is no capture: "));
	EXPECT_THAT(refusal(File{packet::pcap_file(std::vector<packet::WrittenFrame>{}, packet::kLinkCooked)}.path()),
		    testing::AllOf(HasSubstr("was captured on LINUX_SLL"), HasSubstr("not on `any`")));
}

TEST(WireCapture, TellsOfAFileThatBreaksOff)
{
	packet::Bytes content = packet::pcap_file({Frame{}.ipv4().tcp().bytes(), Frame{}.ipv4().tcp().bytes()});
	content.resize(content.size() - 10);
	const File file{content};
	auto capture = Capture::open(file.path()).value();
	EXPECT_TRUE(capture.next().value());
	const auto broken = capture.next();
	ASSERT_FALSE(broken);
	EXPECT_EQ(broken.error().code(), EIO);
	EXPECT_THAT(broken.error().message(), HasSubstr("truncated dump file"));
}

} // namespace
} // namespace ctgate::wire
