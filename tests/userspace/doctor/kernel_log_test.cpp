// SPDX-License-Identifier: MIT
#include "userspace/doctor/kernel_log.hpp"

#include <gtest/gtest.h>

namespace ctgate::doctor
{
namespace
{

constexpr std::uint64_t kNow = 10'000;
constexpr const char* kInitial = "nf_conntrack: nf_conntrack: table full, dropping packet\n";
constexpr const char* kOther = "nf_conntrack: nf_conntrack: table full in netns 4026532250, dropping packet\n";

/// As /dev/kmsg gives it.
std::string record(std::uint64_t seconds, const std::string& text)
{
	return "4,1234," + std::to_string(seconds) + "123456,-;" + text;
}

LogOfNamespaces lines_of(const std::vector<std::string>& records, std::uint64_t now = kNow)
{
	LogOfNamespaces lines;
	for (const std::string& each : records)
		add_record(each, now, lines);
	return lines;
}

TEST(KernelLog, CountsLinesOfEachNamespace)
{
	auto lines = lines_of({record(kNow - 30, kInitial), record(kNow - 20, kOther), record(kNow - 10, kOther)});
	ASSERT_EQ(lines.size(), 2U);
	EXPECT_EQ(lines[0].table_full, 1U);
	EXPECT_EQ(lines[0].seconds_ago, 30U);
	EXPECT_EQ(lines[4026532250].table_full, 2U);
	EXPECT_EQ(lines[4026532250].seconds_ago, 10U) << "the last one";
}

TEST(KernelLog, LooksBackTenMinutes)
{
	EXPECT_EQ(lines_of({record(kNow - 600, kInitial)})[0].table_full, 1U);
	EXPECT_TRUE(lines_of({record(kNow - 601, kInitial)}).empty());
}

TEST(KernelLog, LeavesOtherLinesOut)
{
	EXPECT_TRUE(lines_of({record(kNow, "nf_conntrack: expectation table full\n"), record(kNow, "eth0: link up\n"),
			      record(kNow, "TCP: request_sock_TCP: Possible SYN flooding on port 80\n"), ""})
			    .empty());
}

TEST(KernelLog, ReadsARecordWithMoreLines)
{
	auto lines = lines_of({record(kNow, kOther) + " SUBSYSTEM=net\n DEVICE=n1\n"});
	EXPECT_EQ(lines[4026532250].table_full, 1U);
}

/// The two clocks differ a little.
TEST(KernelLog, TakesALineOfTheFutureForNew)
{
	EXPECT_EQ(lines_of({record(kNow + 1, kInitial)})[0].seconds_ago, 0U);
}

TEST(KernelLog, SurvivesWhatIsNoRecord)
{
	for (const std::string text : {"nf_conntrack: table full", "4;nf_conntrack: table full in netns ",
				       "4,1,;nf_conntrack: table full in netns x", ",,,nf_conntrack: table full"})
		EXPECT_TRUE(lines_of({text}).empty()) << "the time is unknown: " << text;
	EXPECT_EQ(lines_of({"nf_conntrack: table full in netns 99999999999999999999"}, 5)[0].table_full, 1U);
}

} // namespace
} // namespace ctgate::doctor
