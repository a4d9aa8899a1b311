// SPDX-License-Identifier: MIT
// ctgate explain [REASON]
#include "userspace/report/explain.hpp"
#include "userspace/cli/command.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

Result<void> explain(const std::string& pattern)
{
	const Config config = Config::defaults();
	if (pattern.empty()) {
		fmt::print("{}", report::reasons_text(config));
		return {};
	}
	const auto matches = config.match_reasons(pattern);
	if (!matches)
		return error_of(matches);
	for (const Reason& reason : *matches)
		fmt::print("{}", report::explain_text(reason, config));
	return {};
}

} // namespace

void add_explain(CLI::App& app, Action& chosen)
{
	auto pattern = std::make_shared<std::string>();
	CLI::App* command =
		app.add_subcommand("explain", "What a reason is, why it is bad, what conntrack does with it");
	command->add_option("reason", *pattern, "A reason; all in one list when left out")->type_name(kReasonValue);
	command->callback([pattern, &chosen] { chosen = [pattern] { return explain(*pattern); }; });
}

} // namespace ctgate::cli
