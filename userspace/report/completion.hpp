// SPDX-License-Identifier: MIT
// A command tree -> completion scripts. CLI11 has none of its own.
#pragma once

#include <string>
#include <vector>

namespace ctgate::report
{

/// One command of the tree, as completion sees it.
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
		bool takes_value;
		Values values;
	};

	std::string path; ///< "ctgate limit set"
	std::string name;
	std::string help;
	std::vector<Option> options;
	std::vector<Values> positionals;
	std::vector<CommandNode> children;
};

std::string bash_completion(const CommandNode& root);
/// The same function, through zsh's bashcompinit.
std::string zsh_completion(const CommandNode& root);
std::string fish_completion(const CommandNode& root);

} // namespace ctgate::report
