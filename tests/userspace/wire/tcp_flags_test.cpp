// SPDX-License-Identifier: MIT
#include "userspace/wire/tcp_flags.hpp"

#include <gmock/gmock.h>

namespace ctgate::wire
{
namespace
{

using ::testing::HasSubstr;

TEST(WireTcpFlags, AreReadAsTcpdumpAndHpingWriteThem)
{
	EXPECT_EQ(parse_tcp_flags("S").value(), 0x002);
	EXPECT_EQ(parse_tcp_flags("SA").value(), 0x012);
	EXPECT_EQ(parse_tcp_flags("S.").value(), 0x012);
	EXPECT_EQ(parse_tcp_flags("as").value(), 0x012);
	EXPECT_EQ(parse_tcp_flags("FPU").value(), 0x029);
	EXPECT_EQ(parse_tcp_flags("SEWN").value(), 0x1c2);
	EXPECT_EQ(parse_tcp_flags("none").value(), 0x000);
}

TEST(WireTcpFlags, AreNamed)
{
	EXPECT_EQ(tcp_flag_letters(0x012), "S.");
	EXPECT_EQ(tcp_flag_letters(0x1ff), "FSRP.UEWe");
	EXPECT_EQ(tcp_flag_letters(0), "none");
	EXPECT_EQ(tcp_flag_names(0x012), "SYN ACK");
	EXPECT_EQ(tcp_flag_names(0), "no flag");
}

TEST(WireTcpFlags, RefusesWhatIsNoFlag)
{
	const auto unknown = parse_tcp_flags("SYN");
	ASSERT_FALSE(unknown);
	EXPECT_EQ(unknown.error().code(), EINVAL);
	EXPECT_THAT(unknown.error().message(), HasSubstr("`Y` in `SYN` is not a TCP flag; write letters"));
	const auto empty = parse_tcp_flags("");
	ASSERT_FALSE(empty);
	EXPECT_THAT(empty.error().message(), HasSubstr("--flags none"));
}

} // namespace
} // namespace ctgate::wire
