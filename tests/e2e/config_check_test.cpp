// SPDX-License-Identifier: MIT
#include "tests/e2e/config_fixture.hpp"

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;

class ConfigCheck : public ConfigCommand
{
};

TEST_F(ConfigCheck, TellsAllMistakesOfAllFilesAndFails)
{
	const auto main_file = write(kMain, "[defaults]\narmd = true\n[interface.eth0]\nmode = \"nativ\"\n");
	const auto drop_in = write("etc/ctgate/conf.d/10-a.toml", "[defaults\n");
	write("etc/ctgate/conf.d/20-b.conf", "not read");
	const Finished check = run({"config", "check"});
	EXPECT_EQ(check.exit_code, 2);
	EXPECT_EQ(check.out, "");
	EXPECT_THAT(check.err, HasSubstr(main_file + ":2:1: `armd` is not known here; did you mean `armed`?\n"));
	EXPECT_THAT(check.err, HasSubstr(main_file + ":4:8: `nativ` is not a mode"));
	EXPECT_THAT(check.err, HasSubstr(drop_in + ":1:"));
	EXPECT_EQ(std::ranges::count(check.err, '\n'), 3) << check.err;
}

TEST_F(ConfigCheck, ReadsTheFilesInPlaceInTheirOrder)
{
	const auto late = write("etc/ctgate/conf.d/20-b.toml", "[interface.eth0]\n");
	const auto early = write("etc/ctgate/conf.d/10-a.toml", "[sets.deny]\nfiles = [\"deny.txt\"]\n");
	const auto list = write("etc/ctgate/conf.d/deny.txt", "203.0.113.0/24\n");
	const auto main_file = write(kMain, "");
	const auto vendor = write("usr/lib/ctgate/ctgate.toml", "");
	EXPECT_EQ(done({"config", "check"}), fmt::format("{}: good\n{}: good\n{}: good\n{}: good\n{}: good\n", vendor,
							 main_file, early, late, list));
}

TEST_F(ConfigCheck, ReadsOnlyTheFilesThatAreNamed)
{
	write(kMain, "[broken");
	const auto other = write("other.toml", "[defaults]\narmed = false\n");
	EXPECT_EQ(bed_->ctgate_done({"config", "check", other}), other + ": good\n");
}

TEST_F(ConfigCheck, SaysWhereItLookedWhenThereIsNothing)
{
	refused({"config", "check"}, 1, {kMain, "ctgate config default"});
	expect_refused(*bed_, {"config", "check", "/nowhere.toml"}, 1, {"read /nowhere.toml: No such file"});
	expect_refused(*bed_, {"config", "check", "/dev/zero"}, 2, {"/dev/zero is no file"});
	expect_refused(*bed_, {"config", "check", "/dev"}, 2, {"/dev is no file; say /dev/*.toml"});
}

TEST_F(ConfigCheck, NeedsNoRoot)
{
	const auto file = write("other.toml", "[defaults]\narmed = false\n");
	std::filesystem::permissions(root(), std::filesystem::perms{0755});
	const Finished check = bed_->host().run({"setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=-all",
						 CTGATE_BINARY, "config", "check", file});
	EXPECT_EQ(check.exit_code, 0) << check.err;
}

TEST_F(ConfigCheck, FindsTheDefaultGood)
{
	const auto vendor = write("usr/lib/ctgate/ctgate.toml", bed_->ctgate_done({"config", "default"}));
	write(kMain, "[interface.eth0]\n");
	EXPECT_THAT(done({"config", "check"}), HasSubstr(vendor + ": good\n"));
}

} // namespace
} // namespace ctgate::e2e
