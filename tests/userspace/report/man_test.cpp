// SPDX-License-Identifier: MIT
#include "userspace/report/man.hpp"

#include <gmock/gmock.h>

namespace ctgate::report
{
namespace
{

using ::testing::HasSubstr;
using ::testing::Not;

const ManualFrame kFrame{.version = "1.2", .exit_statuses = {{0, "Done"}, {3, "No filter"}}};

CommandNode tree()
{
	const CommandNode set{
		.path = "ctgate limit set",
		.name = "set",
		.help = "Change; e.g. list ...",
		.options = {{.name = "rate", .help = "How much", .value = "RATE", .standard = "9/s"},
			    {.name = "interface", .help = "Which", .value = "INTERFACE", .letter = "i"},
			    {.name = "help", .help = "Print this help message"}},
		.arguments = {{.value = "LIMIT", .help = ".dot \\ back", .presence = CommandNode::Presence::kRequired},
			      {.value = "WHERE", .help = "Where"}},
		.children = {}};
	const CommandNode limit{.path = "ctgate limit",
				.name = "limit",
				.help = "Limits",
				.options = {},
				.arguments = {},
				.children = {set}};
	return {.path = "ctgate", .name = "ctgate", .help = "", .options = {}, .arguments = {}, .children = {limit}};
}

std::string page()
{
	return command_page(tree().children.front(), kFrame);
}

TEST(ProgramPage, ListsCommandsAndExitStatuses)
{
	const std::string text = program_page(tree(), kFrame);
	EXPECT_THAT(text, HasSubstr(".TH CTGATE 8 \"\" \"ctgate 1.2\""));
	EXPECT_THAT(text, HasSubstr("\\fBctgate\\-limit\\fR(8)\nLimits.\n"));
	EXPECT_THAT(text, HasSubstr(".SH EXIT STATUS\n.TP\n.B 0\nDone.\n.TP\n.B 3\nNo filter.\n"));
}

TEST(CommandPage, ShowsHowEachCommandIsTyped)
{
	EXPECT_THAT(page(),
		    HasSubstr(".SS \\fBctgate limit set\\fR \\fILIMIT\\fR [\\fIWHERE\\fR] [\\fIOPTION\\fR...]\n"));
}

TEST(CommandPage, ShowsOptionsWithLetterValueAndStandard)
{
	EXPECT_THAT(page(), HasSubstr("\\fB\\-\\-rate\\fR \\fIRATE\\fR\nHow much; 9/s when it is left out.\n"));
	EXPECT_THAT(page(), HasSubstr("\\fB\\-i\\fR, \\fB\\-\\-interface\\fR \\fIINTERFACE\\fR\nWhich.\n"));
	EXPECT_THAT(page(), Not(HasSubstr("\\-\\-help")));
}

TEST(CommandPage, LetsNoTextBecomeARequest)
{
	EXPECT_THAT(page(), HasSubstr("\n\\&.dot \\e back.\n"));
}

TEST(CommandPage, EndsASentenceOnce)
{
	EXPECT_THAT(page(), HasSubstr("Change; e.g. list ...\n"));
}

} // namespace
} // namespace ctgate::report
