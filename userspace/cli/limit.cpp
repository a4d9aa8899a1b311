// SPDX-License-Identifier: MIT
// ctgate limit list | set LIMIT [--rate R] [--burst N] [--source-rate R] [--source-burst N]
#include "userspace/cli/command.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	std::string limit;
	std::string rate, burst, source_rate, source_burst;
};

/// Overwrites what was given, keeps the rest.
Result<Bucket> merge(Bucket bucket, const std::string& rate, const std::string& burst)
{
	if (!rate.empty()) {
		auto parsed = parse_rate(rate);
		if (!parsed)
			return error_of(parsed);
		bucket.rate = *parsed;
	}
	if (!burst.empty()) {
		auto parsed = parse_burst(burst);
		if (!parsed)
			return error_of(parsed);
		bucket.burst = *parsed;
	}
	return bucket;
}

Result<Limit> merge(const Limit& limit, const Options& options)
{
	auto total = merge(limit.total, options.rate, options.burst);
	if (!total)
		return error_of(total);
	auto source = merge(limit.source, options.source_rate, options.source_burst);
	if (!source)
		return error_of(source);
	return Limit{.total = *total, .source = *source};
}

std::string describe(const Limit& limit)
{
	return fmt::format("{} in all, {} a source", to_string(limit.total), to_string(limit.source));
}

Result<void> set(const Options& options)
{
	const auto rule = find_limit(options.limit);
	if (!rule)
		return error_of(rule);
	if (options.rate.empty() && options.burst.empty() && options.source_rate.empty() &&
	    options.source_burst.empty())
		return fail(EINVAL, "say what to set: --rate, --burst, --source-rate or --source-burst");
	// Mistyped values are told before any interface is looked for.
	if (auto parsed = merge(Config::defaults().limit(rule->id), options); !parsed)
		return error_of(parsed);

	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	return change_filters(std::move(*filters), [&](Config& config) -> Result<std::string> {
		const Limit before = config.limit(rule->id);
		const auto after = merge(before, options);
		if (!after)
			return error_of(after);
		if (auto done = config.set_limit(rule->id, *after); !done)
			return error_of(done);
		return fmt::format("limit {}: {} (was {})", rule->name, describe(*after), describe(before));
	});
}

Result<void> list(const std::string& interface)
{
	auto filters = open_filters(interface);
	if (!filters)
		return error_of(filters);
	fmt::print("{:<16}{:<12}{:<26}{:<25}\n", "INTERFACE", "LIMIT", "IN ALL", "EACH SOURCE");
	for (auto& filter : *filters) {
		const auto policy = filter.policy();
		if (!policy)
			return error_of(policy);
		const Config config = Config::from(*policy);
		for (const LimitRule& rule : limit_rules()) {
			const Limit limit = config.limit(rule.id);
			fmt::print("{:<16}{:<12}{:<26}{:<25}\n", filter.interface(), rule.name, to_string(limit.total),
				   to_string(limit.source));
		}
	}
	return {};
}

} // namespace

void add_limit(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = app.add_subcommand("limit", "Rate limits: list, set")->require_subcommand(1);

	CLI::App* list_command = command->add_subcommand("list", "The limits in force");
	list_command->add_option("interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	list_command->callback([options, &chosen] { chosen = [options] { return list(options->interface); }; });

	CLI::App* set_command = command->add_subcommand("set", "Change a limit; what is not named stays");
	set_command->add_option("limit", options->limit, "dns (queries) or dns-reply")
		->required()
		->type_name(kLimitValue);
	set_command->add_option("--rate", options->rate, "All sources together: 5000/s, 30/m, 10/h")->type_name("RATE");
	set_command->add_option("--burst", options->burst, "Packets that may come at once")->type_name("PACKETS");
	set_command->add_option("--source-rate", options->source_rate, "Each IPv4 address, each IPv6 /64")
		->type_name("RATE");
	set_command->add_option("--source-burst", options->source_burst, "Packets that may come at once")
		->type_name("PACKETS");
	set_command
		->add_option("-i,--interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	set_command->callback([options, &chosen] { chosen = [options] { return set(*options); }; });
}

} // namespace ctgate::cli
