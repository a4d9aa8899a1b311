// SPDX-License-Identifier: MIT
#include "userspace/config/prefix_file.hpp"

#include "userspace/config/prefix.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace ctgate
{
namespace
{

Result<PrefixFile> parse(const std::string& text)
{
	std::istringstream stream{text};
	return parse_prefix_file(stream, "list");
}

/// As lines again.
std::string read(const std::string& text)
{
	const PrefixFile file = parse(text).value();
	std::string lines;
	for (const SetEntry& entry : file.entries)
		lines += to_line(entry) + '\n';
	return lines;
}

void expect_refused(const std::string& text, std::string_view says)
{
	const auto file = parse(text);
	ASSERT_FALSE(file) << text;
	EXPECT_EQ(file.error().code(), EINVAL);
	EXPECT_NE(file.error().message().find(says), std::string::npos) << file.error().message();
}

TEST(PrefixFile, HasAPrefixOnEachLine)
{
	EXPECT_EQ(read("203.0.113.0/24\n198.51.100.7\n2001:db8::/32\n"),
		  "198.51.100.7\n203.0.113.0/24\n2001:db8::/32\n");
	EXPECT_EQ(read("203.0.113.0/24"), "203.0.113.0/24\n") << "the last line may lack its end";
	EXPECT_EQ(read(" \t203.0.113.0/24 \r\n"), "203.0.113.0/24\n") << "blanks and DOS line ends";
}

TEST(PrefixFile, MayHaveComments)
{
	EXPECT_EQ(read("# all of it\n\n; and this\n203.0.113.0/24\n"), "203.0.113.0/24\n");
	const auto file = parse("1.10.16.0/20 ; SBL256894\n203.0.113.0/24 # a scanner; seen twice\n").value();
	EXPECT_EQ(file.entries[0].why, "SBL256894");
	EXPECT_EQ(file.entries[1].why, "a scanner; seen twice");
}

TEST(PrefixFile, MayLimitTheTime)
{
	const auto file = parse("203.0.113.0/24 until 2100-01-02T03:04:05Z # for now\n").value();
	EXPECT_EQ(file.entries[0].until, std::chrono::sys_days{std::chrono::January / 2 / 2100} +
						 std::chrono::hours{3} + std::chrono::minutes{4} +
						 std::chrono::seconds{5});
	EXPECT_EQ(file.entries[0].why, "for now");
}

TEST(PrefixFile, LeavesOutWhatIsOver)
{
	const auto file = parse("203.0.113.0/24 until 2001-01-01T00:00:00Z\n198.51.100.7\n").value();
	EXPECT_EQ(file.entries.size(), 1u);
	EXPECT_EQ(file.over, 1u);
}

TEST(PrefixFile, KeepsTheLastOfThoseThatRepeat)
{
	const auto file =
		parse("10.0.0.0/8 # one\n192.0.2.7/32\n10.0.0.0/8 # two\n192.0.2.7\n10.0.0.0/8 # three\n").value();
	ASSERT_EQ(file.entries.size(), 2u);
	EXPECT_EQ(file.entries[0].why, "three");
	EXPECT_EQ(file.repeated, 3u);
}

TEST(PrefixFile, IsReadAsItIsWritten)
{
	const std::string text = "203.0.113.0/24\n"
				 "203.0.113.7 until 2100-01-01T00:00:00Z\n"
				 "2001:db8::/32 until 2100-01-01T00:00:00Z    # why not\n";
	EXPECT_EQ(read(read(text)), read(text));
	EXPECT_EQ(read(text), text);
}

TEST(PrefixFile, NamesTheLineThatIsWrong)
{
	expect_refused("203.0.113.0/24\nfoo\n", "list:2: `foo` is not a prefix");
	expect_refused("\n\n203.0.113.1/24\n", "list:3: 203.0.113.1/24 has bits behind its length");
	expect_refused("203.0.113.0/24 198.51.100.7\n", "list:1: `198.51.100.7` is not understood");
	expect_refused("203.0.113.0/24 until tomorrow\n", "list:1: `tomorrow` is not a time");
	expect_refused("203.0.113.0/24 until 2100-13-01T00:00:00Z\n", "is not a time");
	expect_refused("203.0.113.0/24 until\n", "is not a time");
}

TEST(PrefixFile, WhichIsNotThereIsTold)
{
	const auto file = read_prefix_file("/nonexistent/list");
	ASSERT_FALSE(file);
	EXPECT_EQ(file.error().message(), "open /nonexistent/list: No such file or directory");
	const auto folder = read_prefix_file("/");
	ASSERT_FALSE(folder) << "a folder opens, and cannot be read";
}

TEST(Why, IsOneShortLine)
{
	EXPECT_EQ(parse_why(" botnet of Tuesday ").value(), "botnet of Tuesday");
	EXPECT_EQ(parse_why(std::string(kWhyMax, 'x')).value().size(), kWhyMax);
	EXPECT_FALSE(parse_why(std::string(kWhyMax + 1, 'x')));
	EXPECT_FALSE(parse_why("two\nlines"));
	EXPECT_FALSE(parse_why("\x1b[31mred"));
}

} // namespace
} // namespace ctgate
