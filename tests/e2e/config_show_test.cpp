// SPDX-License-Identifier: MIT
#include "tests/e2e/config_fixture.hpp"

namespace ctgate::e2e
{
namespace
{

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class ConfigShow : public ConfigCommand
{
};

TEST_F(ConfigShow, IsAFileThatMakesTheSameAgain)
{
	bed_->ctgate_done({"attach", "gate0", "--disarmed", "--mode", "generic", "--sketch", "2M"});
	bed_->ctgate_done(
		{"limit", "add", "game", "udp", "--ports", "27015,27016", "--source-rate", "9/m", "--count", "new"});
	bed_->ctgate_done({"limit", "del", "ntp"});
	bed_->ctgate_done({"reason", "set", "tcp_out_of_state", "monitor", "--learning", "0"});
	bed_->ctgate_done({"deny", "add", "198.51.100.0/24", "--why", "a \"quoted\" \\ reason"});
	const std::string shown = bed_->ctgate_done({"config", "show"});
	write(kMain, shown);
	EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
	bed_->ctgate_done({"detach", "gate0"});
	EXPECT_EQ(done({"apply"}), "gate0: attached, generic\ndeny: 1 prefixes\n");
	EXPECT_EQ(bed_->ctgate_done({"config", "show"}), shown);
}

TEST_F(ConfigShow, TellsWhereEachValueComesFrom)
{
	const auto main_file =
		write(kMain, "[interface.gate0]\nlearning = \"60s\"\nlimits.dns.burst = 9\n"
			     "reasons.\"tcp_flags_*\" = \"monitor\"\n[sets.deny]\nprefixes = [\"198.51.100.1\"]\n");
	done({"apply"});
	done({"limit", "set", "dns", "--rate", "7/s"});
	done({"deny", "add", "198.51.100.2"});
	const std::string shown = done({"config", "show", "--origin"});
	EXPECT_THAT(shown, ContainsRegex("\nlearning = \"60s\" +# " + main_file + ":2:12\n"));
	EXPECT_THAT(shown, ContainsRegex("\nburst = 9 +# " + main_file + ":3:20\n"));
	EXPECT_THAT(shown, ContainsRegex("\nrate = \"7/s\" +# changed since by command\n"));
	EXPECT_THAT(shown, ContainsRegex("\ntcp_flags_null = \"monitor\" +# " + main_file + ":4:25\n"));
	EXPECT_THAT(shown, ContainsRegex("\nmode = \"native\" +# default\n"));
	EXPECT_THAT(shown, HasSubstr("\"198.51.100.1\", # " + main_file + ":6:13\n"));
	EXPECT_THAT(shown, HasSubstr("\"198.51.100.2\", # changed since by command\n"));
	EXPECT_THAT(done({"config", "show", "gate0"}), Not(HasSubstr("sets")));
}

TEST_F(ConfigShow, KnowsDifferencesOfEveryKind)
{
	bed_->host().must("ip link add spare0 type veth peer name spare0-peer");
	bed_->ctgate_done({"attach", "gate0"});
	bed_->ctgate_done({"limit", "del", "ntp"});
	bed_->ctgate_done({"deny", "add", "198.51.100.2"});
	const auto main_file = write(kMain, "[interface.spare0]\n[sets.deny]\nprefixes = [\"198.51.100.1\"]\n");
	Finished diff = run({"config", "diff"});
	EXPECT_EQ(diff.exit_code, 1);
	EXPECT_EQ(diff.out, "gate0: a filter stands, and the files want none\n"
			    "spare0: the files want a filter, and none stands\n"
			    "deny: 198.51.100.2: in force, not in the files\n"
			    "deny: 198.51.100.1: in the files, not in force\n");
	write(kMain, "[interface.gate0]\narmed = false\n");
	diff = run({"config", "diff"});
	EXPECT_EQ(diff.exit_code, 1);
	EXPECT_THAT(diff.out, HasSubstr("gate0: armed: true in force, false in " + main_file + ":2:9\n"));
	EXPECT_THAT(diff.out,
		    HasSubstr("gate0: limits.ntp.enabled: false in force, nothing in the files, by default\n"));
}

TEST_F(ConfigShow, IsForInterfacesThatHaveAFilter)
{
	refused({"config", "show"}, 3, {"no interface of this network namespace has a filter"});
	refused({"config", "show", "gate1"}, 3, {"no filter on gate1"});
}

} // namespace
} // namespace ctgate::e2e
