// SPDX-License-Identifier: MIT
#include "userspace/report/man.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace ctgate::report
{
namespace
{

constexpr std::string_view kAbout = R"(.SH DESCRIPTION
ctgate is a gate in front of Linux's nf_conntrack. It runs at the network interface, as an XDP program, before
conntrack allocates anything. It drops malformed packets, holds what opens new flows to a rate, asks conntrack what it
knows, and counts every packet under the reason for it. It also looks into the table: why it is full, what helps, what
that would free.
.PP
The filter is pinned in the kernel and needs no process. Stopping a unit or killing a command does not take it off;
.B ctgate detach
does.
)";

constexpr std::string_view kFiles = R"(.SH FILES
.TP
.I /sys/fs/bpf/ctgate/INTERFACE/
The filter of an interface: its link, counters and buckets.
.TP
.I /etc/ctgate/ctgate.toml, /etc/ctgate/conf.d/
The configuration, where there is one: ctgate\-apply(8) puts it in force, ctgate\-config(8) checks and explains it.
.TP
.I /usr/lib/ctgate/ctgate.toml
The built\-in configuration, explained.
.TP
.I /var/lib/ctgate/
The last good configuration, and what ctgate\-tune(8) needs to undo what it did.
)";

/// Text as roff shows it unchanged: no escape, no dash that a search would miss, no line that is taken for a request.
std::string escaped(std::string_view text)
{
	std::string roff;
	for (const char c : text) {
		if (c == '\\')
			roff += "\\e";
		else if (c == '-')
			roff += "\\-";
		else if ((c == '.' || c == '\'') && (roff.empty() || roff.back() == '\n'))
			roff += std::string{"\\&"} + c;
		else
			roff += c;
	}
	return roff;
}

/// Help as a sentence: of its end it has none, or one of its own.
std::string sentence(std::string_view help)
{
	return escaped(help) + (help.ends_with('.') ? "" : ".");
}

std::string bold(std::string_view text)
{
	return fmt::format("\\fB{}\\fR", escaped(text));
}

std::string italic(std::string_view text)
{
	return fmt::format("\\fI{}\\fR", escaped(text));
}

std::string upper(std::string_view text)
{
	std::string capitals{text};
	std::ranges::transform(capitals, capitals.begin(), [](unsigned char c) { return std::toupper(c); });
	return capitals;
}

std::string head(std::string_view page, std::string_view help, const ManualFrame& frame)
{
	return fmt::format(".\\\" made by ctgate itself\n.TH {} 8 \"\" \"ctgate {}\" \"ctgate\"\n.SH NAME\n{} \\- {}\n",
			   escaped(upper(page)), frame.version, escaped(page), escaped(help));
}

std::string argument(const CommandNode::Argument& argument)
{
	return argument.presence == CommandNode::Presence::kRequired ? italic(argument.value)
								     : fmt::format("[{}]", italic(argument.value));
}

/// "ctgate limit set LIMIT [OPTION...]", or what a command with commands of its own is typed like.
std::string synopsis(const CommandNode& node)
{
	std::string line = bold(node.path);
	if (!node.children.empty())
		line += " " + italic("COMMAND");
	for (const auto& one : node.arguments)
		line += " " + argument(one);
	if (std::ranges::any_of(node.options, [](const auto& option) { return option.name != "help"; }))
		line += fmt::format(" [{}...]", italic("OPTION"));
	return line;
}

std::string option_lines(const CommandNode::Option& option)
{
	std::string label = option.letter.empty() ? "" : bold("-" + option.letter) + ", ";
	label += bold("--" + option.name);
	if (!option.value.empty())
		label += " " + italic(option.value);
	const std::string standard =
		option.standard.empty() ? "" : fmt::format("; {} when it is left out", option.standard);
	return fmt::format(".TP\n{}\n{}\n", label, sentence(option.help + standard));
}

std::string details(const CommandNode& node)
{
	std::string text;
	for (const auto& one : node.arguments)
		text += fmt::format(".TP\n{}\n{}\n", italic(one.value), sentence(one.help));
	for (const auto& option : node.options)
		if (option.name != "help")
			text += option_lines(option);
	if (!node.footer.empty())
		text += fmt::format(".PP\n{}\n", escaped(node.footer));
	return text;
}

/// Every command below this one that does something by itself, each under its own head.
std::string sections(const CommandNode& node)
{
	std::string text;
	for (const auto& child : node.children) {
		text += fmt::format(".SS {}\n{}\n{}", synopsis(child), sentence(child.help), details(child));
		text += sections(child);
	}
	return text;
}

std::string exit_status(const ManualFrame& frame)
{
	std::string text = ".SH EXIT STATUS\n";
	for (const auto& [code, meaning] : frame.exit_statuses)
		text += fmt::format(".TP\n.B {}\n{}\n", code, sentence(meaning));
	return text;
}

} // namespace

std::string program_page(const CommandNode& root, const ManualFrame& frame)
{
	std::string text = head(root.name, "a gate in front of nf_conntrack", frame);
	text += fmt::format(".SH SYNOPSIS\n{}\n{}.SH COMMANDS\n", synopsis(root), kAbout);
	for (const auto& command : root.children)
		text += fmt::format(".TP\n{}(8)\n{}\n", bold(root.name + "-" + command.name), sentence(command.help));
	text += ".SH OPTIONS\n";
	for (const auto& option : root.options)
		text += option_lines(option);
	return text + exit_status(frame) + std::string{kFiles} +
	       ".SH SEE ALSO\n.BR conntrack (8),\n.BR nft (8),\n.BR bpftool (8)\n";
}

std::string command_page(const CommandNode& command, const ManualFrame& frame)
{
	const std::string page = "ctgate-" + command.name;
	std::string text = head(page, command.help, frame);
	text += fmt::format(".SH SYNOPSIS\n{}\n.SH DESCRIPTION\n{}\n{}", synopsis(command), sentence(command.help),
			    details(command));
	if (!command.children.empty())
		text += ".SH COMMANDS\n" + sections(command);
	return text + exit_status(frame) + ".SH SEE ALSO\n.BR ctgate (8)\n";
}

} // namespace ctgate::report
