// SPDX-License-Identifier: MIT
// ctgate allow excuse limits|malformed
#include "userspace/cli/command.hpp"

#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	std::string what;
};

constexpr std::string_view to_string(AllowExcuses what)
{
	return what == AllowExcuses::kLimits ? "limits" : "malformed";
}

Result<AllowExcuses> parse_excuses(std::string_view text)
{
	for (const auto what : {AllowExcuses::kLimits, AllowExcuses::kMalformedToo})
		if (text == to_string(what))
			return what;
	return fail(EINVAL,
		    "`{}` is nothing that can be excused; say limits (the deny set and all limits), or malformed "
		    "(these, and packets that are malformed)",
		    text);
}

Result<void> excuse(const Options& options)
{
	const auto what = parse_excuses(options.what);
	if (!what)
		return error_of(what);
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	return change_filters(std::move(*filters), [what](Config& config) -> Result<std::string> {
		const auto before = config.allow_excuses();
		config.set_allow_excuses(*what);
		return fmt::format("allowed sources are excused from: {} (was {})", to_string(*what),
				   to_string(before));
	});
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
	command->callback([options, &chosen] { chosen = [options] { return excuse(*options); }; });
}

} // namespace ctgate::cli
