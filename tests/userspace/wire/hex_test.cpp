// SPDX-License-Identifier: MIT
#include "userspace/wire/hex.hpp"

#include <gmock/gmock.h>

namespace ctgate::wire
{
namespace
{

using ::testing::HasSubstr;

const Bytes kThree{std::byte{0x02}, std::byte{0xab}, std::byte{0xff}};

std::string refusal(std::string_view text)
{
	const auto bytes = parse_hex(text);
	return bytes ? "accepted" : bytes.error().message();
}

TEST(WireHex, ReadsDigitsHoweverTheyAreSpaced)
{
	for (const char* text : {"02abff", "02ab ff", "02:AB:FF", " 0 2 a b\tf f \n", "02a\nbff"})
		EXPECT_EQ(parse_hex(text).value(), kThree) << text;
}

TEST(WireHex, ReadsADumpOfTcpdump)
{
	EXPECT_EQ(parse_hex("12:00:00.1 IP 192.0.2.7.1 > 192.0.2.8.2: UDP, length 1\n"
			    "\t0x0000:  02ab\n"
			    "\t0x0010:  ff\n")
			  .value(),
		  kThree);
	EXPECT_EQ(parse_hex("\t0x0000:  02ab ff                     ..abc def\n").value(), kThree)
		<< "text beside the digits (-XX)";
}

TEST(WireHex, RefusesWhatIsNoFrame)
{
	EXPECT_THAT(refusal(""), HasSubstr("no hex digits given"));
	EXPECT_THAT(refusal(" \n"), HasSubstr("no hex digits given"));
	EXPECT_THAT(refusal("02abf"), HasSubstr("half a byte is missing: 5 hex digits"));
	EXPECT_THAT(refusal("02xy"), HasSubstr("`x` is not a hex digit"));
	EXPECT_THAT(refusal("0x0000:  02ab\n0x0000:  02ac\n"), HasSubstr("more than one frame"));
}

TEST(WireHex, RefusesAnIpPacketWithoutItsEthernetHeader)
{
	EXPECT_THAT(refusal("4500 001c 0000 0000 4011 0000 c000 0207 c000 0208 0001 0002 0008 0000"),
		    HasSubstr("without its Ethernet header; tcpdump -xx"));
	EXPECT_THAT(refusal("6000 0000 0000 3b40 2001 0db8 0000 0000 0000 0000 0000 0001"
			    "2001 0db8 0000 0000 0000 0000 0000 0002"),
		    HasSubstr("without its Ethernet header"));
	EXPECT_TRUE(parse_hex("4500 0099 0000 0000 4011 0000 c000 0207 c000 0208")) << "a length that does not fit";
}

} // namespace
} // namespace ctgate::wire
