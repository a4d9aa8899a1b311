// SPDX-License-Identifier: MIT
#include "userspace/config/rate.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

TEST(Rate, ReadsPacketsPerSecondMinuteAndHour)
{
	EXPECT_EQ(parse_rate("5000/s").value(), (Rate{5000, 1}));
	EXPECT_EQ(parse_rate("30/m").value(), (Rate{30, 60}));
	EXPECT_EQ(parse_rate("10/h").value(), (Rate{10, 3600}));
}

TEST(Rate, TakesABareNumberForPacketsPerSecond)
{
	EXPECT_EQ(parse_rate("250").value(), (Rate{250, 1}));
}

TEST(Rate, WritesWhatItReads)
{
	for (const char* text : {"1/s", "20000/s", "59/m", "1/h", "10000000/s"})
		EXPECT_EQ(to_string(parse_rate(text).value()), text);
}

TEST(Rate, RefusesWhatIsNoRate)
{
	for (const char* text :
	     {"", "/", "/s", "5/", "5/d", "5/ss", "-5/s", "+5/s", "5.5/s", "5 /s", "fast", "0x10/s", "5/s/s"}) {
		const auto rate = parse_rate(text);
		ASSERT_FALSE(rate) << text;
		EXPECT_EQ(rate.error().code(), EINVAL);
		EXPECT_NE(rate.error().message().find("is not a rate"), std::string::npos) << rate.error().message();
	}
}

TEST(Rate, RefusesZeroAndNamesTheWayOut)
{
	const auto rate = parse_rate("0/s");
	ASSERT_FALSE(rate);
	EXPECT_NE(rate.error().message().find("ctgate reason set"), std::string::npos);
}

TEST(Rate, RefusesWhatNoLinkCarries)
{
	EXPECT_TRUE(parse_rate("10000000/s"));
	EXPECT_FALSE(parse_rate("10000001/s"));
	EXPECT_FALSE(parse_rate("4294967296/h")) << "would not fit the image";
	EXPECT_FALSE(parse_rate("99999999999999999999/s")) << "would not fit 64 bits";
}

TEST(Burst, IsAPositiveNumberOfPackets)
{
	EXPECT_EQ(parse_burst("1").value(), 1u);
	EXPECT_EQ(parse_burst("100000000").value(), 100'000'000u);
	for (const char* text : {"0", "100000001", "-1", "ten", "", "10k", "1e3"})
		EXPECT_FALSE(parse_burst(text)) << text;
}

} // namespace
} // namespace ctgate
