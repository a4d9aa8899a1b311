// SPDX-License-Identifier: MIT
#include "userspace/cli/safety/ssh_connection.hpp"

#include <gtest/gtest.h>

namespace ctgate::cli
{
namespace
{

TEST(SshConnection, HasTheClientFirst)
{
	const auto connection = parse_ssh_connection("198.51.100.7 50000 192.0.2.1 22");
	ASSERT_TRUE(connection);
	EXPECT_EQ(to_string(connection->source), "198.51.100.7");
	EXPECT_EQ(connection->source_port, 50000);
	EXPECT_EQ(to_string(connection->destination), "192.0.2.1");
	EXPECT_EQ(connection->destination_port, 22);
}

TEST(SshConnection, MayBeLinkLocal)
{
	const auto connection = parse_ssh_connection("fe80::1%eth0 50000 fe80::2%eth0 22");
	ASSERT_TRUE(connection);
	EXPECT_EQ(to_string(connection->source), "fe80::1");
	EXPECT_EQ(to_string(connection->destination), "fe80::2");
}

TEST(SshConnection, IsNoneWhenItIsNotFourWordsOfThatSort)
{
	for (const char* text : {"", "198.51.100.7", "198.51.100.7 50000 192.0.2.1", "host 50000 192.0.2.1 22",
				 "198.51.100.7 x 192.0.2.1 22", "198.51.100.7 50000 server 22",
				 "198.51.100.7 70000 192.0.2.1 22", "UNKNOWN 65535 UNKNOWN 65535"})
		EXPECT_FALSE(parse_ssh_connection(text)) << text;
}

} // namespace
} // namespace ctgate::cli
