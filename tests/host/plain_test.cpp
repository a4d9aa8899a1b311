// SPDX-License-Identifier: MIT
// Which frames may take the short way, and that it reads of them what the long one does.
#include "tests/host/native.h"
#include "tests/host/shapes.hpp"
#include "tests/host/whole.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

using packet::Bytes;
using packet::Frame;

bool is_plain(const Bytes& frame)
{
	const ExactBuffer buffer{frame};
	return ::native_parse_plain(buffer.data(), buffer.size()).is_plain;
}

Bytes padded(Bytes frame, std::size_t size = 60)
{
	frame.resize(size);
	return frame;
}

TEST(Plain, IsAWholeDatagramOfEitherFamily)
{
	EXPECT_TRUE(is_plain(Frame{}.ipv4().tcp().payload(10).bytes()));
	EXPECT_TRUE(is_plain(Frame{}.ipv4().udp().payload(1).bytes()));
	EXPECT_TRUE(is_plain(Frame{}.ipv6().tcp({.options = 40}).bytes()));
	EXPECT_TRUE(is_plain(Frame{}.ipv6().udp().bytes()));
}

TEST(Plain, MayBePaddedAsEthernetPads)
{
	const auto frame = Frame{}.ipv4().udp().payload(4).bytes();
	EXPECT_TRUE(is_plain(padded(frame)));
	EXPECT_FALSE(is_plain(padded(frame, 59)));
	EXPECT_FALSE(is_plain(padded(frame, 61)));
}

TEST(Plain, IsNothingThatIsCutShort)
{
	for (const auto& whole : {Frame{}.ipv4().tcp().payload(20).bytes(), Frame{}.ipv6().udp().payload(20).bytes()})
		for (std::size_t size = 0; size < whole.size(); ++size)
			EXPECT_FALSE(is_plain({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}))
				<< size;
}

TEST(Plain, IsNothingWhoseLengthsDoNotFit)
{
	EXPECT_FALSE(is_plain(Frame{}.ipv4({.total_length = 39}).tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv4({.total_length = 41}).tcp().bytes()));
	EXPECT_FALSE(is_plain(padded(Frame{}.ipv4({.total_length = 19}).tcp().bytes())));
	EXPECT_FALSE(is_plain(Frame{}.ipv6({.payload_length = 19}).tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv6({.payload_length = 21}).tcp().bytes()));
}

TEST(Plain, IsNothingThatTakesMoreToRead)
{
	EXPECT_FALSE(is_plain(Frame{}.vlan(7).ipv4().tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv4({.options = 4}).tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv4({.more_fragments = true}).tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv4({.fragment_offset = 1}).tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv4({.version = 6}).tcp().bytes()));
	EXPECT_FALSE(is_plain(Frame{}.ipv6({.version = 4}).tcp().bytes()));
}

TEST(Plain, IsReadAsOnTheLongWay)
{
	int plain = 0;
	for (const auto& [name, frame] : shapes()) {
		EXPECT_TRUE(ways_agree(frame.bytes())) << name;
		plain += is_plain(frame.bytes());
	}
	EXPECT_GT(plain, 5);
}

} // namespace
} // namespace ctgate
