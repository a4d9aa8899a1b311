// SPDX-License-Identifier: MIT
// ctgate allow excuse limits|malformed
#include "userspace/cli/filters.hpp"
#include "userspace/cli/save.hpp"
#include "userspace/config/setting_words.hpp"

#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	std::string what;
	SaveOptions save;
};

Result<void> excuse(const Options& options)
{
	const auto what = parse_excuses(options.what);
	if (!what)
		return error_of(what);
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	const auto change = [what](Config& config) -> Result<std::string> {
		const auto before = config.allow_excuses();
		config.set_allow_excuses(*what);
		return fmt::format("allowed sources are excused from: {} (was {})", to_string(*what),
				   to_string(before));
	};
	return change_and_save(std::move(*filters), change, options.save);
}

} // namespace

void add_allow_excuse(CLI::App& allow, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = allow.add_subcommand("excuse", "What allowed sources are excused from");
	command->add_option("what", options->what, "limits (the default; the deny set too), or malformed (both)")
		->required()
		->type_name(kExcuseValue);
	command->add_option("-i,--interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	add_save(*command, options->save);
	command->callback([options, &chosen] { chosen = [options] { return excuse(*options); }; });
}

} // namespace ctgate::cli
