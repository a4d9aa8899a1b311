// SPDX-License-Identifier: MIT
#include "userspace/config/prefix.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

Prefix prefix(std::string_view text)
{
	return parse_prefix(text).value();
}

void expect_refused(const Result<Prefix>& parsed, std::string_view says)
{
	ASSERT_FALSE(parsed) << says;
	EXPECT_EQ(parsed.error().code(), EINVAL);
	EXPECT_NE(parsed.error().message().find(says), std::string::npos) << parsed.error().message();
}

TEST(PrefixText, IsWrittenAsItIsRead)
{
	for (const char* text : {"0.0.0.0/0", "10.0.0.0/8", "192.0.2.128/25", "192.0.2.7", "::/0", "2001:db8::/32",
				 "2001:db8::7", "fe80::/10"})
		EXPECT_EQ(to_string(prefix(text)), text);
	EXPECT_EQ(to_string(prefix("192.0.2.7/32")), "192.0.2.7");
	EXPECT_EQ(to_string(prefix("2001:DB8:0:0::7/128")), "2001:db8::7");
}

TEST(PrefixText, OfBitsBehindTheLengthIsRefusedWithBothReadings)
{
	expect_refused(parse_prefix("203.0.113.5/24"), "write 203.0.113.0/24 for the network, or 203.0.113.5");
	expect_refused(parse_prefix("2001:db8::1/64"), "write 2001:db8::/64");
	expect_refused(parse_prefix("128.0.0.0/0"), "write 0.0.0.0/0");
}

TEST(PrefixText, OfNoPrefixIsRefused)
{
	for (const char* text : {"", "/", "/24", "203.0.113", "203.0.113.0.0/8", "256.0.0.1", "0x7f.1.1.1", "eth0",
				 "2001:db8::g", "2001:db8:::1", "1.2.3.4 /24", " 1.2.3.4"})
		expect_refused(parse_prefix(text), "is not a prefix");
	for (const char* text :
	     {"1.2.3.0/33", "1.2.3.0/", "1.2.3.0/-1", "1.2.3.0/+8", "1.2.3.0/8x", "1.2.3.0/255.0.0.0"})
		expect_refused(parse_prefix(text), "from 0 to 32");
	expect_refused(parse_prefix("2001:db8::/129"), "from 0 to 128");
}

TEST(PrefixText, OfIpv4InIpv6IsRefusedWithTheIpv4)
{
	expect_refused(parse_prefix("::ffff:192.0.2.7"), "write 192.0.2.7");
	expect_refused(parse_prefix("::ffff:192.0.2.0/120"), "write 192.0.2.0/24");
	EXPECT_TRUE(parse_prefix("::/0")) << "everybody, not only those";
}

TEST(PrefixText, OfAnAddressHasNoLength)
{
	EXPECT_EQ(parse_address("192.0.2.7").value(), prefix("192.0.2.7"));
	expect_refused(parse_address("192.0.2.0/24"), "is not an address");
	expect_refused(parse_address("::ffff:192.0.2.7"), "write 192.0.2.7");
}

TEST(Prefix, ContainsWhatBeginsWithItsBits)
{
	EXPECT_TRUE(prefix("192.0.2.0/24").contains(prefix("192.0.2.255")));
	EXPECT_TRUE(prefix("192.0.2.0/24").contains(prefix("192.0.2.0/24")));
	EXPECT_TRUE(prefix("192.0.2.128/25").contains(prefix("192.0.2.128/26")));
	EXPECT_TRUE(prefix("0.0.0.0/0").contains(prefix("255.1.2.3")));
	EXPECT_TRUE(prefix("2001:db8::/33").contains(prefix("2001:db8:7fff::1")));

	EXPECT_FALSE(prefix("192.0.2.0/24").contains(prefix("192.0.3.0")));
	EXPECT_FALSE(prefix("192.0.2.0/24").contains(prefix("192.0.0.0/16"))) << "the shorter one is not in it";
	EXPECT_FALSE(prefix("2001:db8::/33").contains(prefix("2001:db8:8000::1")));
	EXPECT_FALSE(prefix("::/0").contains(prefix("192.0.2.7"))) << "another family";
}

} // namespace
} // namespace ctgate
