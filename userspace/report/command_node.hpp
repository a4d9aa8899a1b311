// SPDX-License-Identifier: MIT
// The command tree as plain data: what completion and the manual are made from.
#pragma once

#include <string>
#include <vector>

namespace ctgate::report
{

/// One command and what may follow it.
struct CommandNode {
	/// What may stand for a value.
	struct Values {
		std::vector<std::string> words = {};
		bool interfaces = false; ///< the host's network interfaces besides
		bool files = false;      ///< files besides
	};
	struct Option {
		std::string name; ///< without dashes
		std::string help;
		std::string value = {};    ///< what follows it, as --help calls it; empty when nothing does
		std::string letter = {};   ///< its short form, without the dash
		std::string standard = {}; ///< what holds when it is left out
		Values values = {};
	};
	enum class Presence { kOptional, kRequired };
	struct Argument {
		std::string value = {}; ///< as --help calls it
		std::string help = {};
		Presence presence = Presence::kOptional;
		Values values = {};
	};

	std::string path; ///< "ctgate limit set"
	std::string name;
	std::string help;
	std::string footer = {};
	std::vector<Option> options;
	std::vector<Argument> arguments;
	std::vector<CommandNode> children;
};

} // namespace ctgate::report
