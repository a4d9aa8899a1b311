// SPDX-License-Identifier: MIT
// What `ctgate relieve` refuses: one sentence, the documented exit code, and nothing freed.
#include "tests/e2e/refusal.hpp"
#include "tests/e2e/relieve.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ctgate::e2e
{
namespace
{

using Words = std::vector<std::string>;

constexpr int kFailed = 1, kUsage = 2, kNotPermitted = 4; // as docs/cli.md has them

class RelieveRefusal : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static void expect_refused(const Relieved& table, const Words& command, int exit_code, const Words& says)
	{
		SCOPED_TRACE(fmt::format("{}", fmt::join(command, " ")));
		const auto before = table.ids();
		expect_one_sentence(table.host().run(command), exit_code, says);
		EXPECT_EQ(table.ids(), before);
	}
};

TEST_F(RelieveRefusal, TellsInOneSentenceWhatIsWrong)
{
	const Relieved table{every_sort()};
	const std::vector<std::pair<Words, Words>> mistakes{
		{{}, {"kind"}},
		{{"everything", "--yes"}, {"`everything` is nothing that can be freed", "unassured", "dns"}},
		{{"close-wai", "--yes"}, {"did you mean `close-wait`"}},
		{{"idle", "closing", "--yes"}, {"closing"}},
		{{"idle", "--older", "2", "--yes"}, {"--older", "`2` is not a duration", "2h"}},
		{{"idle", "--older", "5m", "--yes"}, {"--older 5m", "10m or more"}},
		{{"idle", "--older", "400d", "--yes"}, {"out of range"}},
		{{"closing", "--older", "2h", "--yes"}, {"--older belongs to ctgate relieve idle"}},
		{{"idle", "--source", "10.0.0.1/8", "--yes"}, {"--source", "10.0.0.0/8"}},
		{{"idle", "--source", "", "--yes"}, {"--source"}},
		{{"idle", "--destination", "server", "--yes"}, {"--destination", "`server` is not a prefix"}},
		{{"idle", "--port", "70000", "--yes"}, {"--port", "`70000` is not a port", "65535"}},
		{{"idle", "--port", "https", "--yes"}, {"`https` is not a port"}},
		{{"idle", "--port", "-1", "--yes"}, {"`-1` is not a port"}},
		{{"idle", "--yess"}, {"--yess", "did you mean `--yes`"}},
		{{"idle"}, {"no terminal", "--yes", "--dry-run"}},
		{{"idle", "--json"}, {"--json does not ask", "--yes", "--dry-run"}},
		{{"idle", "--yes", "--dry-run"}, {"--yes", "--dry-run"}},
	};
	for (const auto& [arguments, says] : mistakes) {
		Words command{CTGATE_BINARY, "relieve"};
		command.insert(command.end(), arguments.begin(), arguments.end());
		expect_refused(table, command, kUsage, says);
	}
}

TEST_F(RelieveRefusal, NobodyMayNotFree)
{
	const Relieved table{every_sort()};
	expect_refused(table,
		       {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", CTGATE_BINARY, "relieve",
			"unassured", "--yes"},
		       kNotPermitted, {"sudo ctgate"});
}

TEST_F(RelieveRefusal, WithoutConntracksSysctlsItCannotJudge)
{
	const Relieved table{every_sort()};
	expect_refused(
		table,
		{"unshare", "--mount", "sh", "-c",
		 fmt::format("mount -t tmpfs none /proc/sys/net && exec {} relieve unassured --yes", CTGATE_BINARY)},
		kFailed, {"nf_conntrack", "is the module"});
}

} // namespace
} // namespace ctgate::e2e
