// SPDX-License-Identifier: MIT
// ctgate apply --confirm: what nobody confirms goes back by itself, whoever was killed meanwhile.
#include "tests/e2e/config_fixture.hpp"

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;
using testing::Not;

class Confirm : public ConfigCommand
{
protected:
	void SetUp() override
	{
		ConfigCommand::SetUp();
		if (IsSkipped())
			return;
		bed_->host().must("ip link add spare0 type veth peer name spare0-peer");
		write(kMain, "[interface.gate0]\n[sets.deny]\nprefixes = [\"203.0.113.0/24\"]\n");
		done({"apply"});
		before_ = bed_->filter().program_id();
		write(kMain, "[defaults]\narmed = false\n[interface.gate0]\n[interface.spare0]\n"
			     "[sets.deny]\nprefixes = [\"198.51.100.0/24\"]\n");
	}

	bool is_new() const { return bed_->ctgate_done({"status", "gate0"}).find("DISARMED") != std::string::npos; }
	void expect_all_new() const
	{
		EXPECT_TRUE(is_new());
		EXPECT_EQ(bed_->ctgate({"status", "spare0"}).exit_code, 0);
		EXPECT_THAT(bed_->ctgate_done({"deny", "list"}), HasSubstr("198.51.100.0/24"));
	}
	/// The very program that ran before, the sets that it read, and no filter where there was none.
	void expect_all_old() const
	{
		EXPECT_TRUE(eventually([&] { return bed_->ctgate({"status", "spare0"}).exit_code == 3; }));
		EXPECT_EQ(bed_->filter().program_id(), before_);
		EXPECT_THAT(bed_->ctgate_done({"deny", "list"}), HasSubstr("\n203.0.113.0/24\n"));
		EXPECT_THAT(bed_->ctgate_done({"deny", "list"}), Not(HasSubstr("198.51.100.0/24")));
		EXPECT_THAT(bed_->ctgate_done({"status", "--json"}), HasSubstr("\"in_force\": true"));
	}

	/// Runs a shell command as the leader of a session of its own.
	Finished in_session(const std::string& command) const
	{
		return bed_->host().run({"setsid", "--wait", "sh", "-c", command});
	}
	std::string apply_command(int seconds) const
	{
		return fmt::format("{} apply --confirm {} --root {}", CTGATE_BINARY, seconds, root().native());
	}

	unsigned before_ = 0;
};

TEST_F(Confirm, KeepsWhatIsConfirmed)
{
	EXPECT_THAT(done({"apply", "--confirm", "60"}), HasSubstr("undone in 60 s, unless you say: ctgate confirm\n"));
	expect_all_new();
	EXPECT_EQ(done({"confirm"}), "confirmed\n");
	// The guard writes that instead of going back, and does nothing after it.
	EXPECT_TRUE(eventually(
		[&] { return read("var/lib/ctgate/last-good.toml").find("armed = false") != std::string::npos; }));
	refused({"confirm"}, 1, {"nothing waits to be confirmed"});
	expect_all_new();
}

TEST_F(Confirm, GoesBackWhenNobodyConfirms)
{
	done({"apply", "--confirm", "4"});
	EXPECT_TRUE(is_new());
	expect_all_old();
	refused({"confirm"}, 1, {"nothing waits to be confirmed"});
	EXPECT_THAT(read("var/lib/ctgate/last-good.toml"), Not(HasSubstr("armed = false")));
}

TEST_F(Confirm, GoesBackWhenTheSessionIsKilled)
{
	const Finished session = in_session(apply_command(4) + " && kill -KILL 0");
	EXPECT_EQ(session.exit_code, 128 + 9) << session.err;
	EXPECT_TRUE(is_new());
	expect_all_old();
}

TEST_F(Confirm, GoesBackAtOnceWhenItIsKilledHalfWay)
{
	if (bed_->host().run({"strace", "--version"}).exit_code != 0)
		GTEST_SKIP() << "strace is missing";
	// It makes about 400 calls of bpf(): one interface is attached by some, the other one is swapped by the last.
	for (const int call : {1, 100, 200, 300, 400}) {
		SCOPED_TRACE(call);
		const Finished killed =
			bed_->host().run({"strace", "-o", "/dev/null", "-e", "trace=bpf", "-e",
					  fmt::format("inject=bpf:signal=KILL:when={}", call), CTGATE_BINARY, "apply",
					  "--confirm", "600", "--root", root()});
		ASSERT_EQ(killed.exit_code, 128 + 9) << killed.err;
		expect_all_old();
	}
}

TEST_F(Confirm, IsOneAtATime)
{
	done({"apply", "--confirm", "30"});
	write(kMain, "[interface.gate0]\nlearning = \"1s\"\n");
	refused({"apply", "--confirm", "30"}, 1, {"an earlier change still waits"});
	done({"confirm"});
	refused({"confirm"}, 1, {"nothing waits to be confirmed"});
}

TEST_F(Confirm, LeavesTheOffSwitchFree)
{
	done({"apply", "--confirm", "30"});
	EXPECT_THAT(bed_->ctgate_done({"arm", "gate0"}), HasSubstr("armed"));
	done({"confirm"});
}

TEST_F(Confirm, DoesNotGoWithPrune)
{
	refused({"apply", "--confirm", "30", "--prune"}, 2, {"--prune cannot be undone"});
	for (const char* seconds : {"0", "3601", "-1", "soon"})
		refused({"apply", "--confirm", seconds}, 2, {"--confirm"});
}

} // namespace
} // namespace ctgate::e2e
