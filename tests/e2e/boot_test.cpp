// SPDX-License-Identifier: MIT
// ctgate apply --boot: bad files do not leave the host without its filter.
#include "tests/e2e/config_fixture.hpp"

#include <nlohmann/json.hpp>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;
using testing::Not;

class Boot : public ConfigCommand
{
protected:
	/// As a reboot does it.
	void forget_everything() const { bed_->ctgate_done({"detach", "--all"}); }
};

TEST_F(Boot, UsesTheLastGoodConfigurationWhenTheFilesAreBad)
{
	write(kMain, "[interface.gate0]\nlimits.dns.rate = \"7/s\"\n[sets.deny]\nfiles = [\"deny.txt\"]\n");
	write("etc/ctgate/deny.txt", "198.51.100.0/24 # scanner\n");
	done({"apply"});
	EXPECT_THAT(done({"status"}), Not(HasSubstr("DEGRADED")));
	forget_everything();
	const auto bad = write("etc/ctgate/conf.d/20.toml", "[defaults]\narmd = true\n");
	std::filesystem::remove(root() / "etc/ctgate/deny.txt");

	const Finished boot = run({"apply", "--boot"});
	EXPECT_EQ(boot.exit_code, 0) << boot.err;
	EXPECT_THAT(boot.err, HasSubstr("the last good configuration is used"));
	EXPECT_THAT(boot.err, HasSubstr(bad + ":2:1: `armd`"));
	EXPECT_THAT(bed_->ctgate_done({"deny", "list"}),
		    HasSubstr("198.51.100.0/24                             # scanner"));
	const std::string status = done({"status"});
	EXPECT_THAT(status, HasSubstr("DEGRADED: the files were bad at boot"));
	EXPECT_THAT(status, HasSubstr(bad + ":2:1: `armd`"));
	EXPECT_THAT(status, HasSubstr("7/s drop"));
	EXPECT_THAT(nlohmann::json::parse(done({"status", "--json"}))["degraded"], HasSubstr("armd"));

	std::filesystem::remove(bad);
	write("etc/ctgate/deny.txt", "198.51.100.0/24 # scanner\n");
	EXPECT_EQ(done({"apply", "--boot"}), "gate0: as the files say\n");
	EXPECT_THAT(done({"status"}), Not(HasSubstr("DEGRADED")));
	EXPECT_TRUE(nlohmann::json::parse(done({"status", "--json"}))["degraded"].is_null());
}

TEST_F(Boot, DoesNothingWithoutFiles)
{
	EXPECT_EQ(done({"apply", "--boot"}), "");
	EXPECT_EQ(bed_->ctgate({"status"}).exit_code, 3);
}

TEST_F(Boot, TellsBothMistakesWhenThereIsNoWayOut)
{
	write(kMain, "[defaults]\narmd = true\n");
	for (const char* last_good : {"", "garbage", "# What `ctgate apply` put in force last."}) {
		if (*last_good)
			write("var/lib/ctgate/last-good.toml", last_good);
		const Finished boot = run({"apply", "--boot"});
		EXPECT_EQ(boot.exit_code, 2);
		EXPECT_THAT(boot.err, HasSubstr("ctgate.toml:2:1: `armd`"));
		EXPECT_THAT(boot.err, HasSubstr("there is no last good configuration to use instead: "));
	}
}

TEST_F(Boot, IsTheOnlyTimeWhenTheLastGoodOneIsUsed)
{
	write(kMain, "[interface.gate0]\n");
	done({"apply"});
	write(kMain, "[broken");
	EXPECT_EQ(run({"apply"}).exit_code, 2);
	EXPECT_THAT(done({"status"}), Not(HasSubstr("DEGRADED")));
}

} // namespace
} // namespace ctgate::e2e
