// SPDX-License-Identifier: MIT
#include "tests/packet/pcap.hpp"

#include "tests/packet/network_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

namespace ctgate::packet
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Big-endian: magic, version 2.4, two zeros, snapshot length, link type.
Bytes file_header(std::uint32_t magic = 0xa1b2c3d4, std::uint32_t link_type = 1)
{
	Bytes bytes;
	put32(bytes, magic);
	put16(bytes, 2);
	put16(bytes, 4);
	for (const std::uint32_t number : {0u, 0u, 65'535u, link_type})
		put32(bytes, number);
	return bytes;
}

/// A file that holds one frame of three bytes, which were five on the wire.
Bytes file_of_one(std::uint32_t magic = 0xa1b2c3d4)
{
	Bytes bytes = file_header(magic);
	for (const std::uint32_t number : {7u, 250u, 3u, 5u})
		put32(bytes, number);
	append(bytes, {0xa, 0xb, 0xc});
	return bytes;
}

/// As a machine of the other byte order would have written it.
Bytes little_endian(Bytes bytes)
{
	const auto swap = [&](std::size_t at, std::size_t width) {
		std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
			     bytes.begin() + static_cast<std::ptrdiff_t>(at + width));
	};
	for (const std::size_t at : {0u, 8u, 12u, 16u, 20u, 24u, 28u, 32u, 36u})
		swap(at, 4);
	swap(4, 2);
	swap(6, 2);
	return bytes;
}

std::string refusal(const Bytes& file)
{
	const auto frames = parse_pcap(file);
	return frames ? "" : frames.error().message();
}

void expect_the_one(const Bytes& file, std::chrono::nanoseconds time)
{
	const auto frames = parse_pcap(file);
	ASSERT_TRUE(frames) << frames.error().message();
	ASSERT_EQ(frames->size(), 1u);
	EXPECT_THAT(frames->front().bytes, ElementsAre(0xa, 0xb, 0xc));
	EXPECT_EQ(frames->front().wire_length, 5u);
	EXPECT_EQ(frames->front().time, time);
}

TEST(Pcap, ReadsBothByteOrders)
{
	expect_the_one(file_of_one(), 7s + 250us);
	expect_the_one(little_endian(file_of_one()), 7s + 250us);
}

TEST(Pcap, ReadsNanoseconds)
{
	expect_the_one(file_of_one(0xa1b23c4d), 7s + 250ns);
	expect_the_one(little_endian(file_of_one(0xa1b23c4d)), 7s + 250ns);
}

TEST(Pcap, ReadsAFileWithoutFrames)
{
	const auto frames = parse_pcap(file_header());
	ASSERT_TRUE(frames);
	EXPECT_THAT(*frames, IsEmpty());
}

TEST(Pcap, IgnoresTheFcsLengthBesideTheLinkType)
{
	EXPECT_EQ(refusal(file_header(0xa1b2c3d4, 0x24000001)), "");
}

TEST(Pcap, RefusesWhatItCannotRead)
{
	EXPECT_THAT(refusal({}), HasSubstr("it has 0 bytes"));
	EXPECT_THAT(refusal(Bytes(24, 'x')), HasSubstr("it begins with 0x78787878"));
	EXPECT_THAT(refusal(file_header(0x0a0d0d0a)), HasSubstr("pcapng"));
	EXPECT_THAT(refusal(file_header(0xa1b2c3d4, 113)), HasSubstr("link type 113"));
	Bytes newer = file_header();
	newer[5] = 3;
	EXPECT_THAT(refusal(newer), HasSubstr("version 3"));
}

TEST(Pcap, SaysWhichFrameIsCutOff)
{
	const Bytes whole = file_of_one();
	for (std::size_t length = whole.size() - 1; length > 40; --length)
		EXPECT_THAT(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}),
			    HasSubstr("frame 1: it has 3 bytes, and the file ends after"));
	for (std::size_t length = 39; length > 24; --length)
		EXPECT_EQ(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}),
			  "frame 1: the file ends within its header");
}

TEST(Pcap, BelievesNoLengthBeyondTheBound)
{
	Bytes file = file_of_one();
	file[33] = 0x04; // of the frame's length: 262,147
	file.resize(1 << 20);
	EXPECT_EQ(refusal(file), "frame 1: it claims 262147 bytes, and 262144 are the most");
}

TEST(Pcap, NamesTheFileThatIsWrong)
{
	const auto path = std::filesystem::temp_directory_path() / fmt::format("ctgate-pcap-{}", ::getpid());
	std::ofstream{path} << "short";
	const auto read = read_pcap(path);
	std::filesystem::remove(path);
	ASSERT_FALSE(read);
	EXPECT_THAT(read.error().message(), HasSubstr(path.string() + ": not a pcap file"));

	const auto missing = read_pcap(path);
	ASSERT_FALSE(missing);
	EXPECT_EQ(missing.error().code(), ENOENT);
}

} // namespace
} // namespace ctgate::packet
