// SPDX-License-Identifier: MIT
#include "userspace/config/duration.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

using namespace std::chrono_literals;

TEST(Duration, IsReadInSecondsMinutesHoursAndDays)
{
	EXPECT_EQ(parse_duration("90s").value(), 90s);
	EXPECT_EQ(parse_duration("10m").value(), 10min);
	EXPECT_EQ(parse_duration("2h").value(), 2h);
	EXPECT_EQ(parse_duration("366d").value(), 24h * 366);
}

TEST(Duration, MayBeASumOfUnitsTheLargestFirst)
{
	EXPECT_EQ(parse_duration("2h4m").value(), 2h + 4min);
	EXPECT_EQ(parse_duration("1d2h3m4s").value(), 26h + 3min + 4s);
	for (const char* text : {"4m2h", "2h2h", "2h4", "2hm", "2h 4m", "365d48h", "2h0m"})
		EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, OfNoUnitOrNoNumberIsRefused)
{
	for (const char* text :
	     {"", "10", "m", "10 m", "-5m", "0s", "1.5h", "10mm", "367d", "99999999999999999999s", "soon"})
		EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, IsWrittenInItsTwoLargestUnits)
{
	EXPECT_EQ(to_string(0s), "0s");
	EXPECT_EQ(to_string(59s), "59s");
	EXPECT_EQ(to_string(598s), "9m 58s");
	EXPECT_EQ(to_string(std::chrono::seconds{2h}), "2h");
	EXPECT_EQ(to_string(std::chrono::seconds{25h + 30min}), "1d 1h");
}

} // namespace
} // namespace ctgate
