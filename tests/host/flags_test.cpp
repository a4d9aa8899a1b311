// SPDX-License-Identifier: MIT
#include "tests/host/native.h"
#include "tests/host/reason_name.hpp"
#include "tests/host/tcp_valid_flags.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ctgate
{
namespace
{

TEST(TcpFlags, EveryByteIsCalledAsItsBitsSpell)
{
	for (unsigned flags = 0; flags <= 0xff; ++flags) {
		const auto byte = static_cast<std::uint8_t>(flags);
		const Reason* reason = find_reason(::native_check_tcp_flags(byte));
		EXPECT_EQ(reason ? reason->name : "", expected_flags_reason(byte)) << flags;
	}
}

TEST(TcpFlags, TheNineThatConntrackTakesPass)
{
	for (const std::uint8_t valid : kTcpValidFlags)
		EXPECT_EQ(::native_check_tcp_flags(valid), CTG_GO_ON) << int{valid};
}

TEST(TcpFlags, PshEceAndCwrChangeNothing)
{
	for (unsigned flags = 0; flags <= 0xff; ++flags)
		EXPECT_EQ(::native_check_tcp_flags(static_cast<__u8>(flags)),
			  ::native_check_tcp_flags(static_cast<__u8>(flags & kJudgedFlags)))
			<< flags;
}

TEST(TcpFlags, EveryReasonOfTheTopicIsReached)
{
	std::set<ctg_reason> reached, listed;
	for (unsigned flags = 0; flags <= 0xff; ++flags)
		reached.insert(::native_check_tcp_flags(static_cast<__u8>(flags)));
	reached.erase(CTG_GO_ON);
	for (const Reason& reason : reasons())
		if (reason.topic == Topic::kTcpFlags)
			listed.insert(reason.id);
	EXPECT_EQ(reached, listed);
	EXPECT_EQ(listed.size(), 32 - kTcpValidFlags.size());
}

} // namespace
} // namespace ctgate
