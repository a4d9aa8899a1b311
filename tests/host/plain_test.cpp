// SPDX-License-Identifier: MIT
// Which frames may take the short way, and that the long one says the same of them.
#include "tests/host/native.h"
#include "tests/host/reason_name.hpp"
#include "tests/host/shapes.hpp"
#include "tests/host/whole.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

using packet::Frame;
using packet::kAck;

constexpr int kNotPlain = -1;

int flags_of(const packet::Bytes& frame)
{
	const ExactBuffer buffer{frame};
	return ::native_plain_flags(buffer.data(), buffer.size());
}

packet::Bytes padded(packet::Bytes frame, std::size_t size = 60)
{
	frame.resize(size);
	return frame;
}

TEST(Plain, IsASegmentOfEitherFamilyWithAnyFlagsAndOptions)
{
	for (int flags = 0; flags < 256; ++flags) {
		const auto byte = static_cast<std::uint8_t>(flags);
		EXPECT_EQ(flags_of(Frame{}.ipv4().tcp({.flags = byte}).payload(10).bytes()), flags);
		EXPECT_EQ(flags_of(Frame{}.ipv6().tcp({.flags = byte, .options = 40}).bytes()), flags);
	}
}

TEST(Plain, MayBePaddedAsEthernetPads)
{
	EXPECT_EQ(flags_of(padded(Frame{}.ipv4().tcp({.flags = kAck}).bytes())), kAck);
	EXPECT_EQ(flags_of(padded(Frame{}.ipv4().tcp({.flags = kAck}).bytes(), 59)), kNotPlain);
	EXPECT_EQ(flags_of(padded(Frame{}.ipv4().tcp({.flags = kAck}).bytes(), 61)), kNotPlain);
}

TEST(Plain, IsNothingThatIsCutShort)
{
	for (const auto& whole : {Frame{}.ipv4().tcp({.options = 12}).payload(20).bytes(),
				  Frame{}.ipv6().tcp({.options = 12}).payload(20).bytes()})
		for (std::size_t size = 0; size < whole.size(); ++size)
			EXPECT_EQ(flags_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
				  kNotPlain)
				<< size;
}

TEST(Plain, IsNothingWhoseLengthsDoNotFit)
{
	for (std::uint8_t offset = 0; offset < 16; ++offset) {
		const auto frame = Frame{}.ipv4().tcp({.data_offset = offset}).payload(8).bytes();
		EXPECT_EQ(flags_of(frame) != kNotPlain, offset >= 5 && offset <= 7) << int{offset};
	}
	EXPECT_EQ(flags_of(Frame{}.ipv4({.total_length = 39}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv4({.total_length = 41}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(padded(Frame{}.ipv4({.total_length = 19}).tcp().bytes())), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv6({.payload_length = 19}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv6({.payload_length = 21}).tcp().bytes()), kNotPlain);
}

TEST(Plain, IsNothingThatTakesMoreToRead)
{
	EXPECT_EQ(flags_of(Frame{}.vlan(7).ipv4().tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv4({.options = 4}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv4({.more_fragments = true}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv4({.fragment_offset = 1}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv4({.version = 6}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv6({.version = 4}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv4({.protocol = 17}).tcp().bytes()), kNotPlain);
	EXPECT_EQ(flags_of(Frame{}.ipv6({.next_header = 60}).tcp().bytes()), kNotPlain);
}

// Everything but the flags; the short way asks about those with the same check.
TEST(Plain, HasNothingElseWrongWithIt)
{
	int plain = 0;
	for (const auto& [name, frame] : shapes()) {
		const auto bytes = frame.bytes();
		const int flags = flags_of(bytes);
		if (flags == kNotPlain)
			continue;
		++plain;
		std::vector<ctg_reason> expected;
		if (const auto reason = ::native_check_tcp_flags(static_cast<__u8>(flags)))
			expected.push_back(reason);
		EXPECT_EQ(native_reasons(bytes), expected) << name;
	}
	EXPECT_GT(plain, 0);
}

} // namespace
} // namespace ctgate
