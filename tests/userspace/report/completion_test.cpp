// SPDX-License-Identifier: MIT
// The generated function is asked by the real bash what it would complete.
#include "userspace/report/completion.hpp"

#include "tests/packet/temporary_file.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <memory>

namespace ctgate::report
{
namespace
{

using ::testing::HasSubstr;

CommandNode tree()
{
	const CommandNode set{
		.path = "ctgate limit set",
		.name = "set",
		.help = "Change",
		.options = {{.name = "rate", .help = "it's a rate", .value = "RATE"},
			    {.name = "json", .help = "as JSON"},
			    {.name = "from", .help = "a file", .value = "FILE", .values = {.files = true}}},
		.arguments = {{.values = {.words = {"dns", "dns-reply"}}}},
		.children = {}};
	const CommandNode limit{.path = "ctgate limit",
				.name = "limit",
				.help = "Limits",
				.options = {},
				.arguments = {},
				.children = {set}};
	const CommandNode attach{.path = "ctgate attach",
				 .name = "attach",
				 .help = "Attach",
				 .options = {{.name = "mode",
					      .help = "mode",
					      .value = "MODE",
					      .values = {.words = {"native", "generic"}}}},
				 .arguments = {{.values = {.interfaces = true}}},
				 .children = {}};
	return {.path = "ctgate",
		.name = "ctgate",
		.help = "",
		.options = {},
		.arguments = {},
		.children = {attach, limit}};
}

/// What bash offers after these words; the last one is being typed.
std::string completed(const std::vector<std::string>& words)
{
	std::string script = bash_completion(tree()) + "COMP_WORDS=(ctgate";
	for (const auto& word : words)
		script += " '" + word + "'";
	script += ")\nCOMP_CWORD=" + std::to_string(words.size()) + "\n_ctgate\necho \"${COMPREPLY[*]}\"\n";
	const packet::TemporaryFile file{{script.begin(), script.end()}};

	const std::unique_ptr<FILE, int (*)(FILE*)> bash{::popen(("bash " + file.path()).c_str(), "r"), ::pclose};
	std::array<char, 4096> line{};
	EXPECT_NE(std::fgets(line.data(), line.size(), bash.get()), nullptr);
	return line.data();
}

TEST(BashCompletion, OffersSubcommandsAndTheirOptions)
{
	EXPECT_EQ(completed({""}), "attach limit\n");
	EXPECT_EQ(completed({"limit", ""}), "set\n");
	EXPECT_EQ(completed({"limit", "set", "--"}), "--rate --json --from\n");
}

TEST(BashCompletion, OffersValues)
{
	EXPECT_EQ(completed({"limit", "set", "dns-"}), "dns-reply\n");
	EXPECT_EQ(completed({"attach", "--mode", ""}), "native generic\n");
	EXPECT_EQ(completed({"limit", "set", "--rate", ""}), "\n") << "only the user knows a rate";
}

TEST(BashCompletion, OffersTheHostsInterfaces)
{
	EXPECT_EQ(completed({"attach", "lo"}), "lo\n");
}

TEST(BashCompletion, OffersFiles)
{
	EXPECT_THAT(completed({"limit", "set", "--from", "/etc/host"}), HasSubstr("/etc/hosts"));
}

TEST(ZshCompletion, RunsTheSameFunction)
{
	EXPECT_THAT(zsh_completion(tree()), HasSubstr(bash_completion(tree())));
	EXPECT_TRUE(zsh_completion(tree()).starts_with("#compdef ctgate\n"));
}

TEST(FishCompletion, QuotesHelpAndKeepsCommandsApart)
{
	const std::string text = fish_completion(tree());
	EXPECT_THAT(text, HasSubstr("-l rate -d 'it\\'s a rate' -r"));
	EXPECT_THAT(text, HasSubstr("-l from -d 'a file' -r -a \"(__fish_complete_path)\""));
	EXPECT_THAT(text, HasSubstr("__fish_seen_subcommand_from limit; and __fish_seen_subcommand_from set"));
}

} // namespace
} // namespace ctgate::report
