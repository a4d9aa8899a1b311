// SPDX-License-Identifier: MIT
// One frame of each shape, cut at every length: ASan sees an over-read, the second reader a wrong reason.
#include "tests/host/reason_name.hpp"
#include "tests/host/reference.hpp"
#include "tests/host/shapes.hpp"
#include "tests/host/whole.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

TEST(Truncation, EveryShapeAtEveryLengthIsReadAsTheSecondReaderReadsIt)
{
	for (const Shape& shape : shapes()) {
		const std::size_t whole = shape.frame.bytes().size();
		for (std::size_t length = 0; length <= whole; ++length) {
			const packet::Bytes frame = shape.frame.truncated(length);
			EXPECT_EQ(native_reasons(frame), reference_reasons(frame))
				<< shape.name << " cut at " << length;
		}
	}
}

TEST(Truncation, OfThePayloadChangesNothing)
{
	for (const Shape& shape : shapes()) {
		const packet::Bytes whole = shape.frame.bytes();
		for (std::size_t length = whole.size() - kShapePayload; length < whole.size(); ++length)
			EXPECT_EQ(native_reasons(shape.frame.truncated(length)), native_reasons(whole))
				<< shape.name << " cut at " << length;
	}
}

TEST(Truncation, OfAnyHeaderOfAGoodPacketIsNamed)
{
	for (const packet::Frame& frame :
	     {packet::Frame{}.ipv4().tcp(), packet::Frame{}.vlan(7, 0x88a8).vlan(8).ipv4({.options = 40}).udp(),
	      packet::Frame{}.ipv6().extension({.kind = 0}).extension({.kind = 51, .length = 12}).tcp()}) {
		const packet::Bytes whole = frame.bytes();
		EXPECT_EQ(native_reasons(whole), std::vector<ctg_reason>{});
		for (std::size_t length = 0; length < whole.size(); ++length)
			EXPECT_EQ(native_reasons(frame.truncated(length)), std::vector{CTG_IP_TRUNCATED}) << length;
	}
}

} // namespace
} // namespace ctgate
