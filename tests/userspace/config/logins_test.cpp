// SPDX-License-Identifier: MIT
#include "userspace/config/logins.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

constexpr std::uint16_t kSsh = 22, kOther = 2222;

Config with_syn_dropping()
{
	Config config = Config::defaults();
	config.set_action(config.reason("syn", CTG_TOTAL), CTG_DROP);
	return config;
}

TEST(LimitOfLogins, IsNoneByDefault)
{
	EXPECT_FALSE(limit_of_logins(Config::defaults(), kSsh));
	EXPECT_FALSE(limit_of_logins(Config::defaults(), kOther));
}

TEST(LimitOfLogins, IsThatOfAllSynsForPortsThatNoLimitNames)
{
	EXPECT_FALSE(limit_of_logins(with_syn_dropping(), kSsh)) << "limit ssh names it, and drops nothing";
	EXPECT_EQ(limit_of_logins(with_syn_dropping(), kOther), "syn");
}

TEST(LimitOfLogins, IsTheOneThatNamesThePort)
{
	Config config = with_syn_dropping();
	Limit ssh = config.limit("ssh").value();
	ssh.ports = {kSsh, kOther};
	ASSERT_TRUE(config.set_limit(ssh));
	EXPECT_FALSE(limit_of_logins(config, kOther));
	config.set_action(config.reason("ssh", CTG_EACH_SOURCE), CTG_DROP);
	EXPECT_EQ(limit_of_logins(config, kOther), "ssh");
}

TEST(LimitOfLogins, IsNoneOfAFilterThatDropsNothing)
{
	Config config = with_syn_dropping();
	config.set_arming(Arming::kDisarmed);
	EXPECT_FALSE(limit_of_logins(config, kOther));
}

} // namespace
} // namespace ctgate
