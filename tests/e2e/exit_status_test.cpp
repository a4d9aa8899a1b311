// SPDX-License-Identifier: MIT
// Every command of the tree ends with the exit status that docs/cli.md gives it: asked for help, mistyped, without a
// filter, and by a user who may not.
#include "tests/e2e/refusal.hpp"
#include "tests/packet/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <fmt/ranges.h>

#include <set>

namespace ctgate::e2e
{
namespace
{

using Words = std::vector<std::string>;

constexpr int kDone = 0, kFailed = 1, kUsage = 2, kNotAttached = 3, kNotPermitted = 4; // as docs/cli.md has them

/// A command that is right as it is typed.
struct Typed {
	Words arguments;
	int as_root;   ///< where no interface has a filter, and no file says anything
	int as_nobody; ///< the same, without any privilege
};

constexpr const char* kInterface = "gate0"; // as Testbed names it

const std::vector<Typed> kCommands = {
	{{"advise", "notrack"}, kDone, kNotPermitted},
	{{"allow", "add", "192.0.2.1"}, kNotAttached, kNotPermitted},
	{{"allow", "list"}, kNotAttached, kNotPermitted},
	{{"apply"}, kFailed, kFailed},
	{{"arm"}, kNotAttached, kNotPermitted},
	{{"attach", "nothere0"}, kFailed, kFailed},
	{{"completion", "bash"}, kDone, kDone},
	{{"config", "check"}, kFailed, kFailed},
	{{"config", "default"}, kDone, kDone},
	{{"config", "diff"}, kFailed, kFailed},
	{{"config", "show"}, kNotAttached, kNotPermitted},
	{{"confirm"}, kFailed, kFailed},
	{{"deny", "load", "--empty"}, kNotAttached, kNotPermitted},
	{{"deny", "list"}, kNotAttached, kNotPermitted},
	{{"detach", "--all"}, kNotAttached, kNotPermitted},
	{{"detach", kInterface}, kNotAttached, kNotPermitted},
	{{"disarm"}, kNotAttached, kNotPermitted},
	{{"doctor", "--from", "/nothere"}, kUsage, kUsage}, // 2 of doctor: it could not look
	{{"drops", kInterface}, kNotAttached, kNotPermitted},
	{{"explain", "tcp_flags_null"}, kDone, kDone},
	{{"limit", "list"}, kNotAttached, kNotPermitted},
	{{"limit", "set", "dns", "--rate", "5/s"}, kNotAttached, kNotPermitted},
	{{"reason", "set", "tcp_flags_null", "drop"}, kNotAttached, kNotPermitted},
	{{"relieve", "idle", "--dry-run"}, kDone, kNotPermitted},
	{{"selftest"}, kNotAttached, kNotPermitted},
	{{"status"}, kNotAttached, kNotPermitted},
	{{"tune", "drift"}, kFailed, kFailed},
	{{"tune", "plan"}, kDone, kDone},
	{{"upgrade"}, kNotAttached, kNotPermitted},
	{{"why", "--tcp", "198.51.100.1:40000", "203.0.113.1:80"}, kNotAttached, kNotPermitted},
};

class ExitStatus : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		bed_.emplace();
		std::filesystem::permissions(root_.path(), std::filesystem::perms{0755}); // nobody may look
	}

	/// All commands of the tree, as the manual pages have them.
	Words commands() const
	{
		bed_->ctgate_done({"man", pages_.path()});
		Words names;
		for (const auto& page : std::filesystem::directory_iterator{pages_.path()})
			if (const std::string name = page.path().stem(); name.starts_with("ctgate-"))
				names.push_back(name.substr(std::string_view{"ctgate-"}.size()));
		return names;
	}

	/// As typed, with files of configuration and state in an empty folder.
	Words rooted(const Words& arguments) const
	{
		Words command{CTGATE_BINARY};
		command.insert(command.end(), arguments.begin(), arguments.end());
		const std::set<std::string> from_files{"apply", "confirm", "config"};
		if (arguments.front() == "tune")
			command.insert(command.begin() + 2, {"--root", root_.path()});
		else if (from_files.contains(arguments.front()) && arguments.back() != "default")
			command.insert(command.end(), {"--root", root_.path()});
		return command;
	}

	static void expect_status(const Finished& finished, int status)
	{
		EXPECT_EQ(finished.exit_code, status) << finished.out << finished.err;
		if (status == kDone)
			EXPECT_NE(finished.out, "");
		else if (!finished.err.empty())
			expect_one_sentence(finished, status, {});
	}

	std::optional<Testbed> bed_;

private:
	packet::TemporaryFolder pages_, root_;
};

TEST_F(ExitStatus, OfHelpIsZeroAndOfATypingMistakeTwo)
{
	const auto all = commands();
	EXPECT_GT(all.size(), 20u);
	for (const auto& command : all) {
		SCOPED_TRACE(command);
		const auto help = bed_->ctgate({command, "--help"});
		EXPECT_EQ(help.exit_code, kDone);
		EXPECT_EQ(help.err, "");
		EXPECT_THAT(help.out, testing::HasSubstr("Usage: ctgate " + command));
		expect_one_sentence(bed_->ctgate({command, "--nonsense"}), kUsage, {"--nonsense"});
	}
	expect_one_sentence(bed_->ctgate({"stauts"}), kUsage, {"stauts", "did you mean `status`"});
}

TEST_F(ExitStatus, OfEveryCommandIsAsDocumented)
{
	for (const auto& command : commands())
		EXPECT_TRUE(std::ranges::any_of(kCommands,
						[&](const Typed& typed) { return typed.arguments.front() == command; }))
			<< command << " is missing in the table of this test";

	for (const auto& [arguments, as_root, as_nobody] : kCommands) {
		SCOPED_TRACE(fmt::format("ctgate {}", fmt::join(arguments, " ")));
		Words command = rooted(arguments);
		expect_status(bed_->host().run(command), as_root);
		command.insert(command.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
		expect_status(bed_->host().run(command), as_nobody);
	}
}

TEST_F(ExitStatus, WithAFilterTheSameSucceeds)
{
	bed_->ctgate_done({"attach", bed_->interface()});
	for (const auto& [arguments, as_root, as_nobody] : kCommands)
		if (as_root == kNotAttached && arguments.front() != "detach") {
			SCOPED_TRACE(fmt::format("ctgate {}", fmt::join(arguments, " ")));
			EXPECT_EQ(bed_->ctgate(arguments).exit_code, kDone);
		}
	EXPECT_EQ(bed_->ctgate({"deny", "test", "192.0.2.1"}).exit_code, kFailed) << "it is in no prefix";
	bed_->ctgate_done({"detach", bed_->interface()});
}

} // namespace
} // namespace ctgate::e2e
