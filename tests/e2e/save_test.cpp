// SPDX-License-Identifier: MIT
// --save: what was changed by command is what the files say afterwards.
#include "tests/e2e/config_fixture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSaved = "etc/ctgate/conf.d/50-saved.toml";
constexpr const char* kAgree = "what is in force is what the files say\n";

class Save : public ConfigCommand
{
protected:
	void SetUp() override
	{
		ConfigCommand::SetUp();
		if (IsSkipped())
			return;
		write(kMain, "[interface.gate0]\n[defaults.limits.game]\nprotocol = \"udp\"\nports = [7777]\nrate = "
			     "\"5/s\"\n");
		done({"apply"});
	}
};

TEST_F(Save, MakesTheFilesAgreeWithWhatIsInForce)
{
	const std::vector<std::vector<std::string>> commands{
		{"limit", "set", "dns", "--rate", "7/s", "--destination-rate", "3/s"},
		{"limit", "add", "work", "tcp-syn", "--ports", "80,443", "--source-rate", "9/m"},
		{"limit", "del", "game"},
		{"limit", "del", "ntp"},
		{"limit", "add", "ntp", "udp", "--ports", "123", "--rate", "1/s"},
		{"reason", "set", "tcp_flags_*", "monitor"},
		{"allow", "excuse", "malformed"},
		{"allow", "add", "192.0.2.7", "--why", "the \"office\""},
		{"deny", "add", "198.51.100.0/24", "2001:db8::/32", "--for", "1h"},
		{"deny", "del", "2001:db8::/32"},
	};
	for (auto command : commands) {
		SCOPED_TRACE(fmt::format("{}", fmt::join(command, " ")));
		command.push_back("--save");
		EXPECT_THAT(done(command), HasSubstr("saved: "));
		EXPECT_EQ(done({"config", "diff"}), kAgree);
	}
	const auto program = bed_->filter().program_id();
	EXPECT_EQ(done({"apply"}), "gate0: as the files say\n");
	EXPECT_EQ(bed_->filter().program_id(), program);
}

TEST_F(Save, WritesNothingUnlessAsked)
{
	done({"limit", "set", "dns", "--rate", "7/s"});
	EXPECT_FALSE(std::filesystem::exists(root() / kSaved));
	const Finished diff = run({"config", "diff"});
	EXPECT_EQ(diff.exit_code, 1);
	EXPECT_EQ(diff.out, "gate0: limits.dns.rate: \"7/s\" in force, \"20000/s\" in the files, by default\n");
}

TEST_F(Save, BringsAFilterThatNoFileNamesIntoTheFiles)
{
	bed_->host().must("ip link add spare0 type veth peer name spare0-peer");
	bed_->ctgate_done({"attach", "spare0", "--mode", "generic", "--disarmed"});
	done({"reason", "set", "ip_fragment", "drop", "-i", "spare0", "--save"});
	EXPECT_EQ(done({"config", "diff"}), kAgree);
	EXPECT_THAT(read(kSaved), HasSubstr("[interface.spare0]"));
	EXPECT_THAT(read(kSaved), Not(HasSubstr("gate0")));
}

TEST_F(Save, RefusesWhatALaterFileOverrides)
{
	const auto late = write("etc/ctgate/conf.d/60.toml", "[interface.gate0.limits.dns]\nrate = \"20000/s\"\n");
	refused({"limit", "set", "dns", "--rate", "7/s", "--save"}, 1,
		{late + ":2:8 says otherwise of limits.dns.rate"});
	EXPECT_FALSE(std::filesystem::exists(root() / kSaved));
}

TEST_F(Save, RefusesToDeleteAPrefixThatAnotherFilePutsThere)
{
	const auto other = write("etc/ctgate/conf.d/10.toml", "[sets.deny]\nprefixes = [\"198.51.100.0/24\"]\n");
	done({"apply"});
	refused({"deny", "del", "198.51.100.0/24", "--save"}, 1,
		{other + ":2:13 puts 198.51.100.0/24 into the deny set"});
	EXPECT_THAT(bed_->ctgate_done({"deny", "list"}), HasSubstr("198.51.100.0/24"));
}

TEST_F(Save, RefusesWhenTheFilesAreBad)
{
	write("etc/ctgate/conf.d/10.toml", "[defaults\n");
	const auto before = bed_->filter().program_id();
	const Finished set = run({"limit", "set", "dns", "--rate", "7/s", "--save"});
	EXPECT_EQ(set.exit_code, 2);
	EXPECT_THAT(set.err, HasSubstr("10.toml:1:"));
	EXPECT_EQ(bed_->filter().program_id(), before);
}

TEST_F(Save, SaysWhenItIsInForceButCouldNotBeWritten)
{
	std::filesystem::create_directories(root() / kSaved / "in the way");
	const Finished set = run({"limit", "set", "dns", "--rate", "7/s", "--save"});
	EXPECT_EQ(set.exit_code, 2) << set.err; // what is no file cannot be read either, so nothing was changed
	EXPECT_THAT(set.err, HasSubstr("50-saved.toml is no file"));
}

} // namespace
} // namespace ctgate::e2e
