// SPDX-License-Identifier: MIT
#include "userspace/report/saved.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace ctgate::report
{
namespace
{

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// A directory with the sysctls in it.
class Sysctls : public ::testing::Test
{
protected:
	void SetUp() override
	{
		path_ = std::filesystem::temp_directory_path() /
			("ctgate-" + std::string{::testing::UnitTest::GetInstance()->current_test_info()->name()});
		std::filesystem::create_directories(path_);
		for (const auto& [name, value] : {std::pair{"udp_timeout", 30},
						  {"tcp_timeout_syn_sent", 120},
						  {"tcp_timeout_unacknowledged", 300},
						  {"icmp_timeout", 20},
						  {"generic_timeout", 600},
						  {"tcp_loose", 1}})
			write(name, value);
	}
	void TearDown() override { std::filesystem::remove_all(path_); }

	void write(const std::string& name, int value)
	{
		std::ofstream{path_ / ("nf_conntrack_" + name)} << value << '\n';
	}
	conntrack::Timeouts timeouts() const { return conntrack::Timeouts::read(path_).value(); }

	static Drops drops(conntrack::Timeouts timeouts)
	{
		Drops drops{.status = {.interface = "eth0",
				       .interface_now = "eth0",
				       .attached_at = {},
				       .running = std::nullopt,
				       .config = Config::defaults(),
				       .asks_conntrack = true,
				       .counters = {},
				       .counters_pin = {}},
			    .earlier = {},
			    .timeouts = timeouts};
		return drops;
	}

	std::filesystem::path path_;
};

TEST_F(Sysctls, EntriesAreWorthTheTimeoutOfTheirKind)
{
	Counters::Entries entries{};
	entries[CTG_ENTRY_UDP] = 10;
	entries[CTG_ENTRY_TCP_SYN] = 3;
	const Saved sum = saved(entries, timeouts());
	EXPECT_EQ(sum.entries, 13u);
	EXPECT_EQ(sum.slot_seconds, 10u * 30 + 3 * 120);
}

TEST_F(Sysctls, ABareAckLeavesNothingWhereTcpLooseIsOff)
{
	Counters::Entries entries{};
	entries[CTG_ENTRY_TCP_ACK] = 10;
	EXPECT_EQ(saved(entries, timeouts()).slot_seconds, 3000u);
	write("tcp_loose", 0);
	EXPECT_EQ(saved(entries, timeouts()).entries, 0u);
	EXPECT_EQ(saved(entries, timeouts()).slot_seconds, 0u);
}

TEST_F(Sysctls, OneThatIsMissingIsToldByItsName)
{
	std::filesystem::remove(path_ / "nf_conntrack_icmp_timeout");
	const auto read = conntrack::Timeouts::read(path_);
	ASSERT_FALSE(read);
	EXPECT_THAT(read.error().message(), HasSubstr("nf_conntrack_icmp_timeout cannot be read"));
}

TEST_F(Sysctls, MalformedPacketsAreShownWithTheNothingThatTheyLeave)
{
	Drops seen = drops(timeouts());
	seen.status.counters.dropped[CTG_TCP_FLAGS_NULL].packets = 7;
	const std::string text = saved_text(seen);
	EXPECT_THAT(text, ::testing::ContainsRegex("malformed +0 +0\n"));
	EXPECT_THAT(text, HasSubstr("7 malformed packets"));
}

TEST_F(Sysctls, NothingIsSaidWhenNothingWasDropped)
{
	EXPECT_EQ(saved_text(drops(timeouts())), "");
}

TEST_F(Sysctls, WithoutLookUpsNoFigureIsInvented)
{
	Drops seen = drops(timeouts());
	seen.status.asks_conntrack = false;
	seen.status.counters.dropped[CTG_TCP_FLAGS_NULL].packets = 7;
	EXPECT_THAT(saved_text(seen), HasSubstr("no bpf_xdp_ct_lookup()"));
	EXPECT_THAT(saved_text(seen), Not(HasSubstr("slot-seconds")));
}

} // namespace
} // namespace ctgate::report
