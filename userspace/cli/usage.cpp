// SPDX-License-Identifier: MIT
#include "userspace/cli/usage.hpp"

#include "loader/base/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace ctgate::cli
{
namespace
{

/// How CLI11 ends what it says of `--watch=5`.
constexpr std::string_view kFlagWithValue = " was given a disallowed flag override";

/// The deepest subcommand that was recognised, with the words that lead to it: a mistyped word belongs under it.
struct Place {
	const CLI::App* app;
	std::string path;
};

Place deepest(const CLI::App& app, const std::string& path)
{
	const auto parsed = app.get_subcommands();
	return parsed.empty() ? Place{&app, path} : deepest(*parsed.front(), path + " " + parsed.front()->get_name());
}

std::vector<std::string> subcommands_of(const CLI::App& app)
{
	std::vector<std::string> names;
	for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; }))
		names.push_back(child->get_name());
	return names;
}

/// The nearest word that may stand where `word` does.
std::string suggestion(const CLI::App& app, const std::string& word)
{
	std::vector<std::string> candidates = subcommands_of(app);
	for (const CLI::Option* option : app.get_options())
		for (const auto& name : option->get_lnames())
			candidates.push_back("--" + name);
	return did_you_mean(word, candidates);
}

/// What CLI11 says. Of `--watch=5` it says it badly, and without the dashes.
std::string told(std::string_view said)
{
	if (!said.ends_with(kFlagWithValue))
		return std::string{said};
	const auto flag = said.substr(0, said.size() - kFlagWithValue.size());
	return fmt::format("{}{} takes no value", flag.size() == 1 ? "-" : "--", flag);
}

std::string what_is_wrong(const CLI::App& app, const CLI::App& where, const CLI::ParseError& error)
{
	for (const auto& word : app.remaining(true))
		if (word != "--")
			return fmt::format("`{}` is not understood here{}", word, suggestion(where, word));
	if (dynamic_cast<const CLI::RequiredError*>(&error) && !subcommands_of(where).empty())
		return fmt::format("say what to do: {}", fmt::join(subcommands_of(where), " or "));
	return told(error.what());
}

} // namespace

std::string usage_sentence(const CLI::App& app, const CLI::ParseError& error)
{
	const Place place = deepest(app, app.get_name());
	return fmt::format("{} (see {} --help)", what_is_wrong(app, *place.app, error), place.path);
}

} // namespace ctgate::cli
